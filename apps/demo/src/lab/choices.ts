// What may be chosen of how samples meet a network and how maps are measured.

import type { Recipe, ReferenceNoise } from "@stillpoint/core";

/** How samples meet the network, each as in `fitImages`, `fitClouds`, `fitSentences` and `fitQuestions`. */
export interface FitChoices {
  /** Rows and columns of patches. */
  readonly grid?: readonly [rows: number, cols: number];
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  /** Share of a cloud's points that is clutter, 0 for none; unless given, regions are as they are annotated. */
  readonly clutter?: number;
  readonly scale?: "sphere" | "none";
  /** The tensor noise is added to. */
  readonly input?: string;
  /** The longest text, for networks that take any. */
  readonly window?: number;
  /** Whether a question is held fixed or measured. */
  readonly question?: "fixed" | "measured";
}

/** How a map is measured: the modality's choices unless said otherwise. */
export interface MapWish {
  readonly seed: number;
  readonly recipe?: Recipe;
  /** σ0. */
  readonly sigma0?: ReferenceNoise;
  /** Passes of the finished map; the modality's unless given. */
  readonly passes?: number;
  /** Whether the layer lies behind a maximum over all units. */
  readonly behindMaximum?: boolean;
}
