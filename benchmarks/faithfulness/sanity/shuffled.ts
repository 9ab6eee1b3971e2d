// A network trained on labels that say nothing (Adebayo et al. 2018): weights of scratch's seed, its batches, other labels.

import type { Benchmark, NetworkFamily } from "@stillpoint/bench";
import { chanceOf } from "@stillpoint/core";
import { accuracy, type LabelledSamples, trainScratch, trialRecipe } from "@stillpoint/distill";
import type { Runtime } from "@stillpoint/onnx";

/** Labels of one number each, every one handed to a sample by chance. */
export function shuffledLabels(labels: Int32Array, seed: number): Int32Array {
  const chance = chanceOf({ seed, sample: "labels", purpose: "shuffled labels", pass: 0 });
  const shuffled = labels.slice();
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = chance.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
}

export interface ShuffledNetwork {
  readonly bytes: Uint8Array;
  /** Share of the shuffled labels it came to know. */
  readonly accuracy: number;
}

/** Trained as scratch of training seed 0 under the quick preset. */
export async function trainShuffled(
  benchmark: Benchmark,
  family: NetworkFamily,
  layer: string,
  training: LabelledSamples,
  runtime: Runtime,
): Promise<ShuffledNetwork> {
  const { steps, batch, rate } = benchmark.presets.quick.training;
  const data = { ...training, labels: shuffledLabels(training.labels, 1) };
  const recipe = trialRecipe({ steps, checkpoints: 2, peak: rate, batchSize: batch });
  let bytes: Uint8Array | undefined;
  const run = trainScratch({ network: (seed) => family.network(seed), seed: 0, layer, data, recipe, runtime });
  for await (const checkpoint of run) bytes = checkpoint.onnx;
  if (bytes === undefined) throw new RangeError("training: expected a checkpoint; got none");
  return { bytes, accuracy: await accuracy(bytes, data, runtime) };
}
