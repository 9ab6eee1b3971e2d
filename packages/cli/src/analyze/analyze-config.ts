// What `stillpoint analyze` is asked for, checked.

import type { Recipe } from "@stillpoint/core";
import type { Provider } from "@stillpoint/onnx/node";
import type { LongTexts } from "@stillpoint/preprocess";

/** A pair that is compared: checkpoints by glob or folder. */
export interface AnalyzedPair {
  readonly distilled: string;
  readonly scratch: string;
}

/** Roles that may stand beside the pair: each takes one thing out of distilled - scratch. */
export const BESIDE_ROLES = ["self-distilled", "placebo", "null", "null-order", "more-data"] as const;

export type BesideRole = (typeof BESIDE_ROLES)[number];

/** One seed. */
export interface AnalyzedNetworks extends AnalyzedPair, Readonly<Partial<Record<BesideRole, string | undefined>>> {
  readonly seed: number;
  /** The same pair trained without the effect that is looked for. */
  readonly control?: AnalyzedPair | undefined;
}

/** Patterns by role, each of one seed or of several. */
export interface AnalyzedRoles extends Readonly<Partial<Record<BesideRole, readonly string[] | undefined>>> {
  readonly distilled: readonly string[];
  readonly scratch: readonly string[];
  /** Folders that hold a pair each. */
  readonly control?: readonly string[] | undefined;
}

export interface AnalyzeConfig {
  /** Name of the task in the results. */
  readonly task: string;
  /** Id of a modality the command can measure. */
  readonly modality: string;
  readonly data: string;
  readonly masks?: string | undefined;
  readonly parts: Readonly<Record<string, string>>;
  readonly layer: readonly string[];
  readonly input?: string | undefined;
  readonly grid: string;
  readonly mean?: readonly number[] | undefined;
  readonly std?: readonly number[] | undefined;
  /** Points per cloud, for networks that take any number. */
  readonly points?: number | undefined;
  /** Share of points that are clutter from other shapes, where clouds bring no regions; 0.25 by default. */
  readonly clutter?: number | undefined;
  /** Whether clouds are moved and scaled into the unit sphere. */
  readonly scale: "sphere" | "none";
  /** `tokenizer.json` or its folder. */
  readonly tokenizer?: string | undefined;
  /** Tokens per text, for networks that take any number. */
  readonly window?: number | undefined;
  /** What is done with texts longer than the window. */
  readonly long: LongTexts;
  readonly question: "fixed" | "measured";
  readonly recipe: Recipe;
  /** Classes of the samples: a CSV or TSV, COCO's JSON, or a folder of Pascal VOC's XML. */
  readonly labels?: string | undefined;
  /** Class names in the order of the network's outputs. */
  readonly classes?: readonly string[] | undefined;
  /** Whether networks near chance on labelled samples stop the run. */
  readonly accuracy: boolean;
  readonly passes?: number | undefined;
  /** Level of averaging around each sample in multiples of σ0, 0 for none; `auto` for a pilot that decides. */
  readonly smoothing: number | "auto";
  readonly samples?: number | undefined;
  /** Whether one entry of the data that cannot be read ends the run. */
  readonly strict: boolean;
  readonly seed: number;
  readonly teacher?: string | undefined;
  /** Seed by seed, or role by role. */
  readonly networks: readonly AnalyzedNetworks[] | AnalyzedRoles;
  readonly workers?: number | undefined;
  /** MiB. */
  readonly memory?: number | undefined;
  readonly out: string;
  readonly resume: boolean;
  readonly overwrite: boolean;
  readonly provider?: Provider | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}
