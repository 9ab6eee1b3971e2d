// What holds for every point and text network.

import { readNetwork } from "@stillpoint/autodiff";
import { loadNetwork, OnnxFeatureModel } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { checkFeatureModel, type ModelSample } from "@stillpoint/testing";
import { afterAll, describe, expect, it } from "vitest";
import { type SmallFamily, smallFamilies } from "../../fixtures/families.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { adamW } from "../optimisers/adam.ts";
import { type SampleInputs, takeInputs } from "../runs/batch.ts";
import { layerFeatures, networkLogits } from "../runs/evaluate.ts";
import { train } from "../runs/train.ts";
import { trainHead } from "../runs/train-head.ts";
import { constantRate } from "../schedules.ts";
import { layerWeight, weightNames, weightValues } from "../training/weights.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const every = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const one = (inputs: SampleInputs, sample: number): SampleInputs => takeInputs(inputs, [sample]);

async function samplesOf({ network, inputs, from, shape, smooth }: SmallFamily): Promise<ModelSample[]> {
  const bytes = network(1);
  const both = inputs(2, smooth.seed);
  return Promise.all(
    every(2).map(async (k) => {
      const clean = both[from] === undefined ? await layerFeatures(bytes, from, one(both, k), runtime) : undefined;
      const sample = one(both, k);
      return { inputs: sample, shape, x0: clean ?? Float32Array.from(sample[from]?.data ?? [], Number) };
    }),
  );
}

describe.each(smallFamilies.map((family) => [family.name, family] as const))("%s", (_name, family) => {
  const { network, inputs, from, layers, output, smooth } = family;
  const labelsOf = (count: number): Int32Array => {
    const classes = output.dims.at(-1)!;
    const perSample = output.dims.length;
    // In the middle of a text, behind the question and before the padding.
    return Int32Array.from({ length: count * perSample }, (_, k) => Math.floor(classes / 2) - (k % 2));
  };

  it("has the layers to analyse, each with its own matrix", () => {
    const { graph } = readNetwork(network(1));
    for (const [layer, weight] of Object.entries(layers)) expect(layerWeight(graph, layer)).toBe(weight);
    expect(graph.outputs).toEqual([expect.objectContaining({ name: output.name, dims: ["batch", ...output.dims] })]);
  });

  it("gives the same bytes for the same seed and other weights for another", () => {
    expect(Buffer.from(network(1)).equals(network(1))).toBe(true);
    const [first, other] = [readNetwork(network(1)), readNetwork(network(2))];
    for (const weight of Object.values(layers)) {
      expect(weightValues(first, weight)).not.toEqual(weightValues(other, weight));
    }
  });

  it("accepts any batch and treats its samples one by one", async () => {
    const three = inputs(3, 5);
    const together = await networkLogits(network(4), three, runtime);
    for (const sample of every(3)) {
      const alone = await networkLogits(network(4), one(three, sample), runtime);
      alone.forEach((value, index) => {
        expect(together[sample * alone.length + index]! / value).toBeCloseTo(1, 3);
      });
    }
  });

  it("trains every weight, and lowers its loss on a batch it sees again and again", async () => {
    const samples = inputs(8, 6);
    const losses: number[] = [];
    let last = network(7);
    for await (const { onnx } of train({
      network: network(7),
      layer: Object.keys(layers)[0]!,
      loss: crossEntropy(),
      optimiser: adamW({ weightDecay: 0 }),
      schedule: constantRate(1e-2),
      batches: () => ({ inputs: takeInputs(samples, every(8)), labels: labelsOf(8) }),
      batchSize: 8,
      checkpoints: [20],
      runtime,
      onStep: ({ loss }) => losses.push(loss),
    })) {
      last = onnx;
    }
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
    const [before, after] = [readNetwork(network(7)), readNetwork(last)];
    for (const name of weightNames(before.graph)) {
      expect([name, weightValues(after, name)]).not.toEqual([name, weightValues(before, name)]);
    }
  });

  it("trains what lies behind a layer, side inputs included, and nothing before it", async () => {
    const layer = Object.keys(layers)[0]!;
    const recipe = { optimiser: adamW(), schedule: constantRate(1e-2), batchSize: 4, checkpoints: [0, 5] };
    const data = { inputs: inputs(8, 8), labels: labelsOf(8) };
    const trained = await trainHead({ network: network(9), layer, data, recipe, seed: 1, runtime });
    const kept = await layerFeatures(network(9), layer, data.inputs, runtime);
    expect(await layerFeatures(trained, layer, data.inputs, runtime)).toEqual(kept);
    expect(await networkLogits(trained, data.inputs, runtime)).not.toEqual(
      await networkLogits(network(9), data.inputs, runtime),
    );
  });

  it.skipIf(inputs(1, 1).attention_mask === undefined)("knows nothing of padding, at any layer", async () => {
    const samples = inputs(3, 11);
    const ids = samples.input_ids!;
    const mask = Array.from(samples.attention_mask!.data, Number);
    const others = BigInt64Array.from(Array.from(ids.data, Number), (id, k) => BigInt((id + 1 - mask[k]!) % 30));
    const swapped = { ...samples, input_ids: { ...ids, data: others } };
    for (const layer of Object.keys(layers)) {
      const [features, same] = await Promise.all(
        [samples, swapped].map((read) => layerFeatures(network(4), layer, read, runtime)),
      );
      // A product with 0 keeps the sign.
      expect(same!.map((value) => value + 0)).toEqual(features!.map((value) => value + 0));
    }
  });

  it.skipIf(layers.block1 === undefined)("has zeros at padding, and scores of the context alone", async () => {
    const samples = inputs(3, 11);
    const mask = Array.from(samples.attention_mask!.data, Number);
    const context = mask.map((token, k) => token * Number(samples.token_type_ids?.data[k] ?? 1));
    const length = family.shape[0]!;
    for (const layer of Object.keys(layers).filter((name) => /^block|^scores/.test(name))) {
      const features = await layerFeatures(network(4), layer, samples, runtime);
      const width = features.length / mask.length;
      // Blocks are [b, L, width], scores [b, 2, L].
      const there = [...features.keys()].map((k) =>
        layer === "scores"
          ? context[Math.floor(k / (2 * length)) * length + (k % length)]
          : mask[Math.floor(k / width)],
      );
      expect([layer, [...features].map((value) => (value === 0 ? 0 : 1))]).toEqual([layer, there]);
    }
  });

  it.each(Object.keys(layers))("keeps every promise of a feature model at %s", async (to) => {
    const samples = await samplesOf(family);
    const loaded = await loadNetwork(network(1), samples[0]!.inputs, runtime);
    const model = new OnnxFeatureModel({ id: `${family.name} ${to}`, network: loaded, runtime, from, to });
    await checkFeatureModel(model, samples, { step: smooth.step, noise: 1e-3 });
    await model.close();
  });
});
