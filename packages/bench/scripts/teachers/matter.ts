// What a teacher is trained and tested on.

import type { LabelledSamples } from "@stillpoint/distill";
import type { Runtime } from "@stillpoint/onnx";
import type { Benchmark } from "../../src/benchmark.ts";

export interface TeacherMatter {
  readonly benchmark: Benchmark;
  /** The batch of a step; the same step gives the same batch. */
  batch(step: number, size: number): LabelledSamples;
  /** Scores on held-out data by name, 0..1. */
  score(network: Uint8Array, runtime: Runtime): Promise<Readonly<Record<string, number>>>;
}
