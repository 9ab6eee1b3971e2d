import { readNetwork } from "@stillpoint/autodiff";
import { nodeRuntime, runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { normals, pictures } from "../../fixtures/tiny.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { adamW } from "../optimisers/adam.ts";
import { layerFeatures } from "../runs/evaluate.ts";
import { train } from "../runs/train.ts";
import { constantRate } from "../schedules.ts";
import { layerWeight, weightNames, weightValues } from "../training/weights.ts";
import { convNet } from "./conv-net.ts";
import { residualNet } from "./residual-net.ts";

const families = [
  ["convNet", convNet],
  ["residualNet", residualNet],
] as const;

describe.each(families)("%s", (_name, build) => {
  it("has the layers to analyse, each with its own weight matrix", () => {
    const { graph } = readNetwork(build({ seed: 1 }));
    for (const layer of ["conv", "fc1", "fc2", "fc3"]) expect(layerWeight(graph, layer)).toBe(`${layer}.weight`);
    expect(() => layerWeight(graph, "fc11")).toThrow(/did you mean fc1/);
    expect(graph.inputs[0]).toMatchObject({ name: "input", dims: ["batch", 3, 48, 48] });
    expect(graph.outputs[0]).toMatchObject({ name: "fc3", dims: ["batch", 10] });
  });

  it("gives the same bytes for the same seed and other weights for another", () => {
    expect(Buffer.from(build({ seed: 1 })).equals(build({ seed: 1 }))).toBe(true);
    const [first, other] = [readNetwork(build({ seed: 1 })), readNetwork(build({ seed: 2 }))];
    expect(weightValues(first, "fc1.weight")).not.toEqual(weightValues(other, "fc1.weight"));
  });

  it("starts with the variance of He for every matrix before a ReLU", () => {
    const model = readNetwork(build({ seed: 3 }));
    for (const name of weightNames(model.graph).filter((weight) => /^(conv|fc[12])\.weight$/.test(weight))) {
      const values = weightValues(model, name);
      const fanIn = values.length / model.graph.initializers.get(name)!.dims[0]!;
      const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
      expect((variance * fanIn) / 2).toBeGreaterThan(0.95);
      expect((variance * fanIn) / 2).toBeLessThan(1.05);
    }
  });

  it("accepts any batch and treats its samples one by one", async () => {
    const network = build({ seed: 4 });
    const images = normals(3 * 6912, 5, "images");
    const feeds = (count: number) =>
      ({ input: { type: "float32", shape: [count, 3, 48, 48], data: images.slice(0, count * 6912) } }) as const;
    const three = (await runOnce(network, feeds(3))).fc3!.data;
    const one = (await runOnce(network, feeds(1))).fc3!.data;
    one.forEach((value, index) => {
      expect(three[index]).toBeCloseTo(Number(value), 5);
    });
  });

  it("lowers its loss on a batch it sees again and again", async () => {
    await using runtime = nodeRuntime({ workers: 1 });
    const images = normals(8 * 6912, 6, "images");
    const labels = Int32Array.from({ length: 8 }, (_, index) => index);
    const losses: number[] = [];
    for await (const { onnx } of train({
      network: build({ seed: 7 }),
      layer: "conv",
      loss: crossEntropy(),
      optimiser: adamW(),
      schedule: constantRate(1e-3),
      batches: () => ({ inputs: pictures(images, 48), labels }),
      batchSize: 8,
      checkpoints: [8],
      runtime,
      onStep: ({ loss }) => losses.push(loss),
    })) {
      expect(await layerFeatures(onnx, "fc1", pictures(images, 48), runtime)).toHaveLength(8 * 128);
    }
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
  });
});
