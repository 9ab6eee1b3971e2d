// One network saved as ONNX and as LayersModel (fixtures/make-network.ts): two engines, one answer.

import { readFileSync } from "node:fs";
import { drawNormal, measureEntropy, type SharedOptions, type Tensor, type UnitInput } from "@stillpoint/core";
import { loadNetwork, OnnxFeatureModel } from "@stillpoint/onnx";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { checkFeatureModel } from "@stillpoint/testing";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromLayersModel } from "./layers-model.ts";

const runtime = nodeRuntime({ workers: 1 });
beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend("cpu");
});
afterAll(() => runtime.close());

const fixture = (name: string): URL => new URL(`../fixtures/${name}`, import.meta.url);

async function layersModel(): Promise<tf.LayersModel> {
  const { modelTopology, weightSpecs, weightData } = JSON.parse(readFileSync(fixture("network.layers.json"), "utf8"));
  const weights = Uint8Array.from(Buffer.from(weightData, "base64")).buffer;
  return tf.loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData: weights }) });
}

const pixels = new Float32Array(192);
drawNormal({ seed: 2, sample: "two files", purpose: "picture", pass: 0 }, pixels);
const picture: Tensor = { type: "float32", shape: [1, 3, 8, 8], data: pixels };

/** Patches of 2x2 pixels. */
const units: UnitInput = {
  inputs: {},
  unitOf: {
    data: Int32Array.from({ length: 64 }, (_, p) => Math.floor(p / 16) * 4 + Math.floor((p % 8) / 2)),
    shape: [1, 8, 8],
  },
  units: Array.from({ length: 16 }, (_, i) => ({ label: `patch ${i}`, region: "background" })),
};

const options: SharedOptions = { seed: 1, sample: "picture", sigma0: 0.01 };

describe("a network saved both as ONNX and as LayersModel", () => {
  it.each([
    ["conv2", "limit"],
    ["fc1", "limit"],
    ["fc2", "limit"],
    ["fc1", "optimum"],
  ] as const)("has the same entropies at %s by the recipe %s", async (layer, recipe) => {
    const layers = fromLayersModel(await layersModel(), { tf, to: layer });
    const network = await loadNetwork(readFileSync(fixture("network.onnx")), { image: picture }, runtime);
    const onnx = new OnnxFeatureModel({ id: layer, network, runtime, from: "image", to: layer });
    const chosen = { ...options, recipe, passes: 64 };
    const one = await measureEntropy(await layers.bind({ image_last_input: picture }), units, chosen);
    const other = await measureEntropy(await onnx.bind({ image: picture }), units, chosen);
    await onnx.close();
    expect(one.unitsAtBound).toBeLessThan(16);
    for (const [i, entropy] of other.entropies.entries())
      expect(Math.abs(one.entropies[i]! - entropy)).toBeLessThan(0.01);
  });

  it("has the features that ONNX Runtime gives", async () => {
    const network = await loadNetwork(readFileSync(fixture("network.onnx")), { image: picture }, runtime);
    const onnx = new OnnxFeatureModel({ id: "fc2", network, runtime, from: "image", to: "fc2" });
    const features = await (await onnx.bind({ image: picture })).features(pixels, 1);
    await onnx.close();
    const inputs = { image_last_input: picture };
    const sample = { inputs, x0: pixels, shape: [3, 8, 8], features };
    await checkFeatureModel(fromLayersModel(await layersModel(), { tf, to: "fc2" }), [sample], { step: 1e-3 });
  });
});
