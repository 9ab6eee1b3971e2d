// Batch normalisation in training mode for features of points `[b, c, n]` and vectors `[b, c]`.

import { ElementType, Emitter, float, type Model } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { probeShapes } from "@stillpoint/onnx";
import { nodeRuntime, runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { normals } from "../../fixtures/tiny.ts";
import { featureMse } from "../losses/feature-mse.ts";
import { WeightStore } from "../networks/weight-store.ts";
import { sgd } from "../optimisers/sgd.ts";
import { type TrainingStep, trainingGraph } from "./training-graph.ts";

const BATCH = 7;
const CHANNELS = 4;
const POINTS = 5;

/** points -> convolution -> normalisation of `[b, 4, 5]` -> flat -> matrix -> normalisation of `[b, 4]` */
function network(): Model {
  const g = new Emitter("");
  const weights = new WeightStore(1);
  const normalised = (input: string, name: string) => {
    const parameters = [
      weights.constant(`${name}.scale`, CHANNELS, 1.5),
      weights.constant(`${name}.shift`, CHANNELS, 0.2),
      weights.constant(`${name}.mean`, CHANNELS, 0),
      weights.constant(`${name}.variance`, CHANNELS, 1),
    ];
    g.node("BatchNormalization", [input, ...parameters], [name], { epsilon: float(1e-5) });
  };
  g.node("Conv", ["points", weights.he("kernel", [CHANNELS, 3, 1], 2)], ["conv"], { kernel_shape: [1] });
  normalised("conv", "inner");
  g.node("Tanh", ["inner"], ["bent"]);
  g.node("Flatten", ["bent"], ["flat"], { axis: 1 });
  g.node("MatMul", ["flat", weights.matrix("matrix", CHANNELS * POINTS, CHANNELS, 2)], ["vector"]);
  normalised("vector", "outer");
  const port = (name: string, ...dims: number[]) => ({
    name,
    elementType: ElementType.FLOAT,
    dims: ["batch", ...dims],
  });
  return {
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "test",
      nodes: g.nodes,
      initializers: new Map([...weights.initializers, ...g.constants]),
      inputs: [port("points", 3, POINTS)],
      outputs: [port("outer", CHANNELS)],
      declared: new Map(),
    },
  };
}

const tensor = (name: string, ...shape: number[]): Tensor => ({
  type: "float32",
  shape,
  data: normals(
    shape.reduce((product, dim) => product * dim, 1),
    2,
    name,
  ),
});

const model = network();
await using runtime = nodeRuntime({ workers: 1 });
const graph = trainingGraph({
  model,
  shapes: await probeShapes(model, { points: tensor("probe", 1, 3, POINTS) }, runtime),
  batch: BATCH,
  loss: featureMse({ layer: "outer", variance: 1 }),
  optimiser: sgd(),
  frozen: new Set(),
});
const WEIGHTS = "train/decayed";
const points = tensor("points", BATCH, 3, POINTS);

const floats = (found: Tensor | undefined): Float32Array => Float32Array.from(found?.data ?? [], Number);
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);

/** One step at learning rate 1, so that the gradient is the weights minus the next weights. */
function step({ bytes, names, state }: TrainingStep, weights: Float32Array): Promise<Record<string, Tensor>> {
  return runOnce(bytes, {
    ...state,
    points,
    [names.target]: tensor("target", BATCH, CHANNELS),
    [WEIGHTS]: { type: "float32", shape: [weights.length], data: weights },
    [names.scalar("learningRate")]: { type: "float32", shape: [], data: Float32Array.of(1) },
  });
}

describe("batch normalisation of points and of vectors", () => {
  it("has a gradient equal to central differences of the loss along random directions", async () => {
    const start = floats(graph.state[WEIGHTS]);
    const next = floats((await step(graph, start))[`${WEIGHTS}:next`]);
    const gradient = start.map((value, k) => value - next[k]!);
    for (const seed of [11, 12, 13]) {
      const noise = normals(start.length, seed, "direction");
      const direction = noise.map((value, k) => value / 10 + gradient[k]! / Math.sqrt(dot(gradient, gradient)));
      const h = 5e-3;
      const at = async (by: number) => {
        const moved = start.map((value, k) => value + by * direction[k]!);
        return floats((await step(graph, moved))[graph.names.loss])[0]!;
      };
      const slope = ((await at(h)) - (await at(-h))) / (2 * h);
      expect(Math.abs(dot(gradient, direction) / slope - 1)).toBeLessThan(2e-3);
    }
  });

  it("moves running statistics a tenth of the way, counting samples and points of a channel", async () => {
    const outputs = await step(graph, floats(graph.state[WEIGHTS]));
    const kernel = floats(graph.state[WEIGHTS]).subarray(0, 3 * CHANNELS);
    const first = Array.from({ length: BATCH * POINTS }, (_, k) => {
      const [sample, point] = [Math.floor(k / POINTS), k % POINTS];
      return [0, 1, 2].reduce((sum, axis) => {
        return sum + kernel[axis]! * Number(points.data[(sample * 3 + axis) * POINTS + point]);
      }, 0);
    });
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (first.length - 1);
    expect(floats(outputs["train/running-mean:next"])[0]).toBeCloseTo(0.1 * mean, 5);
    expect(floats(outputs["train/running-variance:next"])[0]).toBeCloseTo(0.9 + 0.1 * variance, 5);
  });
});
