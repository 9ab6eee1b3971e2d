import { readNetwork } from "@stillpoint/autodiff";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { pictures, TINY_CLASSES, TINY_SIZE, tinyImages, tinyNet } from "../../fixtures/tiny.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { featureMse } from "../losses/feature-mse.ts";
import { hinton } from "../losses/hinton.ts";
import { adamW } from "../optimisers/adam.ts";
import { sgd } from "../optimisers/sgd.ts";
import { constantRate } from "../schedules.ts";
import { weightNames, weightValues } from "../training/weights.ts";
import { takeInputs } from "./batch.ts";
import { shuffledBatches } from "./batch-order.ts";
import { accuracy, layerFeatures } from "./evaluate.ts";
import { type StepProgress, type TrainingCheckpoint, type TrainingRun, train } from "./train.ts";
import { trainHead } from "./train-head.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const data = tinyImages(32, 1);
const network = tinyNet(2);
const base: TrainingRun = {
  network,
  layer: "fc1",
  loss: crossEntropy(),
  optimiser: adamW({ weightDecay: 1e-4 }),
  schedule: constantRate(3e-3),
  batches: shuffledBatches(data, 16, 3),
  batchSize: 16,
  checkpoints: [0, 3, 8],
  runtime,
};

async function all(run: TrainingRun): Promise<TrainingCheckpoint[]> {
  const checkpoints: TrainingCheckpoint[] = [];
  for await (const checkpoint of train(run)) checkpoints.push(checkpoint);
  return checkpoints;
}

function distance(a: Uint8Array, b: Uint8Array, names: readonly string[]): number {
  const [left, right] = [readNetwork(a), readNetwork(b)];
  return Math.sqrt(
    names.reduce((sum, name) => {
      const other = weightValues(right, name);
      return sum + weightValues(left, name).reduce((part, value, index) => part + (value - other[index]!) ** 2, 0);
    }, 0),
  );
}

/** Pictures of one value. */
function filled(count: number, value: number) {
  return pictures(new Float32Array(count * 768).fill(value), TINY_SIZE);
}

const names = weightNames(readNetwork(network).graph);

describe("training", () => {
  it("gives the same bytes for the same run and others for another seed", async () => {
    const first = await all(base);
    const again = await all(base);
    again.forEach((checkpoint, index) => {
      expect(Buffer.from(checkpoint.onnx).equals(first[index]!.onnx)).toBe(true);
      expect(checkpoint.path).toEqual(first[index]!.path);
    });
    const other = await all({ ...base, network: tinyNet(9) });
    expect(Buffer.from(other[0]!.onnx).equals(first[0]!.onnx)).toBe(false);
  });

  it("starts with the initial network at path 0 and never walks less than the distance covered", async () => {
    const checkpoints = await all(base);
    expect(checkpoints.map((checkpoint) => checkpoint.step)).toEqual([0, 3, 8]);
    expect(distance(checkpoints[0]!.onnx, network, names)).toBe(0);
    const none = { perStep: 0, perCheckpoint: 0 };
    expect(checkpoints[0]!.path).toEqual({ layer: none, network: none, layers: { fc1: none } });
    const zero = new Map(names.map((name) => [name, weightValues(readNetwork(network), name)]));
    const norm = Math.sqrt([...zero.values()].reduce((sum, w) => sum + w.reduce((part, x) => part + x * x, 0), 0));
    const last = checkpoints.at(-1)!;
    const straight = distance(last.onnx, network, names) / norm;
    expect(last.path.network.perCheckpoint).toBeGreaterThanOrEqual(straight);
    expect(last.path.network.perStep).toBeGreaterThan(last.path.network.perCheckpoint);
    expect(last.path.layer.perStep).toBeGreaterThan(last.path.layer.perCheckpoint);
  });

  it("one step has the same path counted by step and by checkpoint", async () => {
    const [, last] = await all({ ...base, checkpoints: [0, 1] });
    expect(last!.path.layer.perStep / last!.path.layer.perCheckpoint).toBeCloseTo(1, 4);
    expect(last!.path.network.perStep / last!.path.network.perCheckpoint).toBeCloseTo(1, 4);
  });

  it("overfits 32 samples with random labels", async () => {
    const losses: number[] = [];
    const onStep = ({ loss }: StepProgress) => losses.push(loss);
    const run = { ...base, schedule: constantRate(1e-2), checkpoints: [0, 150], onStep };
    const [first, last] = await all(run);
    expect(losses.slice(-10).reduce((sum, loss) => sum + loss, 0) / 10).toBeLessThan(0.1 * losses[0]!);
    expect(await accuracy(last!.onnx, data, runtime)).toBeGreaterThan(0.9);
    expect(await accuracy(first!.onnx, data, runtime)).toBeLessThan(0.7);
  });

  it("a student that already has the teacher's features has no loss and does not move", async () => {
    const small = tinyImages(16, 4);
    const every = Array.from({ length: 16 }, (_, index) => index);
    // Frozen normalisation, so that the student's training features are its evaluation features.
    const frozen = names.filter((name) => name.includes(".norm."));
    const targets = await layerFeatures(network, "fc1", small.inputs, runtime);
    const losses: number[] = [];
    const [, last] = await all({
      ...base,
      loss: featureMse({ layer: "fc1", variance: 1 }),
      optimiser: sgd(),
      schedule: constantRate(1),
      batches: () => ({ inputs: takeInputs(small.inputs, every), targets: targets.slice() }),
      frozen,
      checkpoints: [0, 2],
      onStep: ({ loss }) => losses.push(loss),
    });
    for (const loss of losses) expect(loss).toBeLessThan(1e-10);
    expect(last!.path.network.perStep).toBeLessThan(1e-6);
    expect(distance(last!.onnx, network, names)).toBeLessThan(1e-5);
  });

  it("Hinton's loss against the student's own logits does not move it", async () => {
    const small = tinyImages(16, 4);
    const every = Array.from({ length: 16 }, (_, index) => index);
    const frozen = names.filter((name) => name.includes(".norm."));
    const targets = await layerFeatures(network, "fc3", small.inputs, runtime);
    const [, last] = await all({
      ...base,
      loss: hinton({ temperature: 4, teacherWeight: 1, labelWeight: 0, temperatureSquared: true }),
      optimiser: sgd(),
      schedule: constantRate(1),
      batches: () => ({ inputs: takeInputs(small.inputs, every), targets: targets.slice() }),
      frozen,
      checkpoints: [0, 2],
    });
    expect(last!.path.network.perStep).toBeLessThan(1e-6);
  });

  it("frozen weights keep their bytes while others move", async () => {
    const frozen = names.filter((name) => name.startsWith("conv"));
    const checkpoints = await all({ ...base, frozen });
    expect(distance(checkpoints.at(-1)!.onnx, network, frozen)).toBe(0);
    expect(distance(checkpoints.at(-1)!.onnx, network, ["fc1.weight"])).toBeGreaterThan(0);
  });

  it("the head phase moves only what lies behind the layer, and learns", async () => {
    const recipe = { optimiser: adamW(), schedule: constantRate(1e-2), batchSize: 16, checkpoints: [0, 400] };
    const trained = await trainHead({ network, layer: "fc1", data, recipe, seed: 5, runtime });
    const lower = names.filter((name) => !/^fc[23]/.test(name));
    expect(distance(trained, network, lower)).toBe(0);
    expect(distance(trained, network, ["fc2.weight"])).toBeGreaterThan(0);
    const before = await accuracy(network, data, runtime);
    expect(await accuracy(trained, data, runtime)).toBeGreaterThan(before + 0.2);
    expect(await trainHead({ network, layer: "fc3", data, recipe, seed: 5, runtime })).toBe(network);
  });

  it("stops at an aborted signal, at a loss that is not a number and at a batch that does not fit", async () => {
    const abort = new AbortController();
    const onStep = () => abort.abort();
    await expect(all({ ...base, signal: abort.signal, onStep })).rejects.toMatchObject({ code: "INTERRUPTED" });
    const broken = () => ({ inputs: filled(16, Number.NaN), labels: new Int32Array(16) });
    await expect(all({ ...base, batches: broken })).rejects.toMatchObject({ code: "NOT_FINITE" });
    const short = () => ({ inputs: filled(1, 0), labels: new Int32Array(1) });
    await expect(all({ ...base, batches: short })).rejects.toThrow(/batch 0, input: expected 16x3x16x16 values/);
    const outside = () => ({ inputs: filled(16, 0), labels: new Int32Array(16).fill(TINY_CLASSES) });
    await expect(all({ ...base, batches: outside })).rejects.toThrow(/label: expected a class from 0 to 3; got 4/);
  });
});
