// Accuracy of a network for classes, by sample group.

import { accuracy, type LabelledSamples } from "@stillpoint/distill";
import type { Runtime } from "@stillpoint/onnx";

/** Share of right classes on every test set. */
export async function classScores(
  network: Uint8Array,
  tests: Readonly<Record<string, LabelledSamples>>,
  runtime: Runtime,
): Promise<Record<string, number>> {
  const scores: Record<string, number> = {};
  for (const [group, data] of Object.entries(tests)) scores[group] = await accuracy(network, data, runtime);
  return scores;
}
