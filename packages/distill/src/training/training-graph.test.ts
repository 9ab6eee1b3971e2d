import { readNetwork, splicePrefix } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { probeShapes } from "@stillpoint/onnx";
import { nodeRuntime, runOnce } from "@stillpoint/onnx/node";
import { beforeAll, describe, expect, it } from "vitest";
import { normals, TINY_CLASSES, TINY_SIZE, tinyImages, tinyNet } from "../../fixtures/tiny.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { featureMse } from "../losses/feature-mse.ts";
import { hinton } from "../losses/hinton.ts";
import type { Loss } from "../losses/loss.ts";
import { sgd } from "../optimisers/sgd.ts";
import { oneHot } from "../runs/batch.ts";
import { type TrainingStep, trainingGraph } from "./training-graph.ts";

const BATCH = 6;
const model = readNetwork(tinyNet(5));
const data = tinyImages(BATCH, 6);
const image = [3, TINY_SIZE, TINY_SIZE];
let shapes: Awaited<ReturnType<typeof probeShapes>>;

beforeAll(async () => {
  await using runtime = nodeRuntime({ workers: 1 });
  const data = new Float32Array(3 * TINY_SIZE ** 2);
  shapes = await probeShapes(model, { input: { type: "float32", shape: [1, ...image], data } }, runtime);
});

function build(loss: Loss, extra: { frozen?: readonly string[]; clipNorm?: number } = {}): TrainingStep {
  return trainingGraph({
    model,
    shapes,
    batch: BATCH,
    loss,
    optimiser: sgd(),
    frozen: new Set(extra.frozen ?? []),
    ...(extra.clipNorm === undefined ? {} : { clipNorm: extra.clipNorm }),
  });
}

/** One step at learning rate 1, so that the gradient is the weights minus the next weights. */
async function step(graph: TrainingStep, weights: Float32Array): Promise<Record<string, Tensor>> {
  const images = floats(data.inputs.input);
  const values: Record<string, Float32Array> = { input: images, label: oneHot(data.labels, TINY_CLASSES) };
  const targets = [...graph.targets].map(([name, input]) => [name, graph.names[name], input] as const);
  const inputs = [...graph.inputs].map(([name, input]) => [name, name, input] as const);
  const given = [...inputs, ...targets].map(([kind, name, { shape }]) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    return [name, { type: "float32", shape, data: values[kind] ?? normals(size, 7, kind) } as const] as const;
  });
  return runOnce(graph.bytes, {
    ...graph.state,
    ...Object.fromEntries(given),
    [WEIGHTS]: { type: "float32", shape: [weights.length], data: weights },
    [graph.names.scalar("learningRate")]: { type: "float32", shape: [], data: Float32Array.of(1) },
  });
}

const WEIGHTS = "train/decayed";

function initial(graph: TrainingStep): Float32Array {
  return Float32Array.from(graph.state[WEIGHTS]!.data, Number);
}

function floats(tensor: Tensor | undefined): Float32Array {
  return Float32Array.from(tensor!.data, Number);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

const losses: readonly (readonly [string, Loss])[] = [
  ["cross-entropy", crossEntropy({ smoothing: 0.1 })],
  ["feature MSE at fc1", featureMse({ layer: "fc1", variance: 1.5 })],
  ["feature MSE at a convolution", featureMse({ layer: "conv3", variance: 0.8 })],
  ["Hinton", hinton({ temperature: 3, teacherWeight: 0.8, labelWeight: 0.2, temperatureSquared: true })],
];

describe.each(losses)("training step with %s", (_name, loss) => {
  it("has a gradient equal to central differences of its own loss along random directions", async () => {
    const graph = build(loss);
    const start = initial(graph);
    const outputs = await step(graph, start);
    const next = floats(outputs[`${WEIGHTS}:next`]);
    const gradient = start.map((value, index) => value - next[index]!);
    for (const seed of [11, 12, 13]) {
      // Half along the gradient, so that the slope stands clear of float32 rounding.
      const noise = normals(start.length, seed, "direction");
      const share = Math.sqrt(dot(noise, noise) / dot(gradient, gradient));
      const mixed = noise.map((value, index) => value + share * gradient[index]!);
      const length = Math.sqrt(dot(mixed, mixed));
      const direction = mixed.map((value) => value / length);
      const h = 1e-3;
      const at = async (by: number) => {
        const moved = await step(
          graph,
          start.map((value, index) => value + by * direction[index]!),
        );
        return floats(moved[graph.names.loss])[0]!;
      };
      const slope = ((await at(h)) - (await at(-h))) / (2 * h);
      expect(Math.abs(dot(gradient, direction) / slope - 1)).toBeLessThan(4e-3);
    }
  });

  it("reports the squared norm of every weight's update", async () => {
    const graph = build(loss);
    const start = initial(graph);
    const outputs = await step(graph, start);
    const change = floats(outputs[`${WEIGHTS}:next`]).map((value, index) => value - start[index]!);
    const squares = floats(outputs[graph.names.squaredUpdates]);
    expect(squares).toHaveLength(graph.weights.length);
    expect(squares.reduce((sum, value) => sum + value, 0) / dot(change, change)).toBeCloseTo(1, 4);
  });
});

describe("training step", () => {
  it("moves running statistics a tenth of the way to the batch's mean and unbiased variance", async () => {
    const graph = build(crossEntropy());
    const outputs = await step(graph, initial(graph));
    const weight = model.graph.initializers.get("conv1.weight")!;
    const channels = weight.dims[0]!;
    const { means, variances } = await rawStatistics(channels);
    const running = floats(outputs["train/running-mean:next"]);
    const spread = floats(outputs["train/running-variance:next"]);
    means.forEach((mean, channel) => {
      expect(running[channel]).toBeCloseTo(0.1 * mean, 5);
      expect(spread[channel]).toBeCloseTo(0.9 + 0.1 * variances[channel]!, 4);
    });
  });

  it("leaves later layers out of a cut at an inner layer", () => {
    expect(build(featureMse({ layer: "fc1", variance: 1 })).weights).not.toContain("fc2.weight");
    expect(build(crossEntropy()).weights).toContain("fc3.weight");
  });

  it("neither trains frozen weights nor moves their running statistics", () => {
    const frozen = ["conv1.weight", "conv1.norm.weight", "conv1.norm.bias"];
    const graph = build(crossEntropy(), { frozen });
    for (const name of frozen) expect(graph.weights).not.toContain(name);
    const kept = graph.groups.flatMap((group) => group.weights.map((weight) => weight.name));
    expect(kept).not.toContain("conv1.norm.running_mean");
    expect(kept).toContain("conv2.norm.running_mean");
  });

  it("scales a gradient longer than the clip norm down to it and leaves a shorter one alone", async () => {
    const updateNorm = async (clipNorm: number | undefined) => {
      const graph = build(crossEntropy(), clipNorm === undefined ? {} : { clipNorm });
      const outputs = await step(graph, initial(graph));
      return Math.sqrt(floats(outputs[graph.names.squaredUpdates]).reduce((sum, value) => sum + value, 0));
    };
    const free = (await updateNorm(undefined))!;
    expect(await updateNorm(free / 2)).toBeCloseTo(free / 2, 4);
    expect(await updateNorm(free * 2)).toBeCloseTo(free, 4);
  });

  it("names an unknown layer and refuses to train nothing", () => {
    expect(() => build(featureMse({ layer: "fc9", variance: 1 }))).toThrow(/fc9/);
    const all = build(crossEntropy()).weights;
    expect(() => build(crossEntropy(), { frozen: all })).toThrow(/at least one weight/);
  });
});

/** Mean and unbiased variance per channel of the first convolution, in float64. */
async function rawStatistics(channels: number): Promise<{ means: number[]; variances: number[] }> {
  const bytes = splicePrefix(model, ["conv1.raw"]);
  const raw = floats(
    (await runOnce(bytes, { input: { type: "float32", shape: [BATCH, ...image], data: floats(data.inputs.input) } }))[
      "conv1.raw"
    ],
  );
  const area = raw.length / (BATCH * channels);
  const perChannel = Array.from({ length: channels }, (_, channel) =>
    Array.from(raw).filter((_value, index) => Math.floor(index / area) % channels === channel),
  );
  const means = perChannel.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const variances = perChannel.map(
    (values, channel) => values.reduce((sum, value) => sum + (value - means[channel]!) ** 2, 0) / (values.length - 1),
  );
  return { means, variances };
}
