// What `stillpoint analyze` needs of one modality: the user's samples as units, fitted to the user's network.

import type { Graph } from "@stillpoint/autodiff";
import type { EngineDefaults } from "@stillpoint/datasets";
import type { ShownSample } from "../experiment/shown-sample.ts";
import type { AnalyzeConfig } from "./config.ts";

/** The network the samples are fitted to: the first distilled checkpoint. */
export interface OwnNetwork {
  readonly file: string;
  readonly graph: Graph;
}

export interface OwnData {
  readonly samples: readonly ShownSample[];
  /** The tensor noise is added to, unless the user names another. */
  readonly from: string;
  readonly engine: EngineDefaults;
  /** For layers behind a maximum over all tokens, where that needs another engine. */
  readonly maximumEngine?: EngineDefaults;
  readonly foregroundRule: string;
  /** What was done to the samples, for the terminal. */
  readonly notes: readonly string[];
}

export type LoadOwnData = (config: AnalyzeConfig, network: OwnNetwork) => Promise<OwnData>;
