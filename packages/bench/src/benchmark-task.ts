// A benchmark with its data composed.

import type { LabelledSamples } from "@stillpoint/distill";
import type { Store } from "@stillpoint/experiment";
import type { Runtime } from "@stillpoint/onnx";
import type { ShownSample } from "@stillpoint/preprocess";
import type { Benchmark, PresetName } from "./benchmark.ts";
import type { PackageFiles } from "./package-files.ts";

/** Sample groups, reported apart. */
export const HELD_OUT = "held-out";
export const TRAINING = "training";

/** Whether the cue tells the label in the small training set, or not. */
export type Variant = "cue" | "control";

export interface Composition {
  readonly variant: Variant;
  readonly preset: PresetName;
  /** Measured samples. */
  readonly samples: number;
  readonly seed: number;
  /** Where measured samples are written as a user would bring them. */
  readonly store: Store;
  readonly files: PackageFiles;
}

/** Labelled samples whose answers are classes. */
export interface AnsweredClasses {
  readonly names: readonly string[];
  readonly heldOut: LabelledSamples;
  /** The items students are trained on, one composition of each. */
  readonly training: LabelledSamples;
}

/** The data of one benchmark in one variant. */
export interface BenchmarkData {
  /** What student and scratch are trained on. */
  readonly training: LabelledSamples;
  /** As many samples of what the teacher was trained on: more of the world, and no cue. Composed anew by every call. */
  teacherData(): LabelledSamples;
  readonly samples: readonly ShownSample[];
  /** Names everything networks are trained and tested on, for `--resume`. */
  readonly digest: string;
  /** Share of correct answers of a network by sample group. */
  score(network: Uint8Array, runtime: Runtime): Promise<Readonly<Record<string, number>>>;
  /** That of the held-out group alone. */
  scoreHeldOut(network: Uint8Array, runtime: Runtime): Promise<number>;
  /** Sets for questions about answers to one class each, by sample group, every item once; absent where answers are of another kind. */
  readonly classes?: AnsweredClasses;
  /** Entries of the config with which `stillpoint analyze` reads these samples again; paths in the store. */
  readonly analysis: Readonly<Record<string, unknown>>;
}

export interface BenchmarkTask {
  readonly benchmark: Benchmark;
  compose(composition: Composition): Promise<BenchmarkData>;
}
