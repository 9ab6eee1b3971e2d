// A user's samples as units, fitted to a user's network.

import type { Graph } from "@stillpoint/autodiff";
import type { Modality, TaskSample } from "@stillpoint/core";
import type { Labels } from "./labels/labels.ts";

/** The network that samples are fitted to, by its graph alone. */
export interface FittedNetwork {
  /** Its file or address, for messages. */
  readonly name: string;
  readonly graph: Graph;
}

/** Samples that the network takes, with all that measuring them needs. */
export interface FittedSamples {
  readonly modality: Modality;
  readonly samples: readonly ShownSample[];
  /** The tensor noise is added to, unless the user names another. */
  readonly from: string;
  readonly foregroundRule: string;
  /** What was done to the samples, a sentence each. */
  readonly notes: readonly string[];
  /** What the data say is right; absent where they say nothing. */
  readonly labels?: Labels;
}

/** A sample that can be drawn. */
export type ShownSample = Required<TaskSample>;
