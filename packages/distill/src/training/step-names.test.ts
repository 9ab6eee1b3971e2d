import { ElementType, encodeTensor, type Graph, readNetwork, tensorValues, writeModel } from "@stillpoint/autodiff";
import { nodeRuntime } from "@stillpoint/onnx/node";
import { afterAll, describe, expect, it } from "vitest";
import { tinyImages, tinyNet } from "../../fixtures/tiny.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { hinton } from "../losses/hinton.ts";
import type { Loss } from "../losses/loss.ts";
import { adamW } from "../optimisers/adam.ts";
import { shuffledBatches } from "../runs/batch-order.ts";
import { train } from "../runs/train.ts";
import { constantRate } from "../schedules.ts";
import { weightNames, weightValues } from "./weights.ts";

const runtime = nodeRuntime({ workers: 1 });
afterAll(() => runtime.close());

const network = tinyNet(2);
const samples = tinyImages(16, 1);
const teacher = tinyImages(16, 5);
const targets = Float32Array.from({ length: 16 * 4 }, (_, k) => Number(teacher.inputs.input?.data[k]));

/** The network with other names for some tensors. */
function renamed(names: ReadonlyMap<string, string>): Uint8Array {
  const model = readNetwork(network);
  const called = (name: string) => names.get(name) ?? name;
  const ports = (list: Graph["inputs"]) => list.map((port) => ({ ...port, name: called(port.name) }));
  const graph: Graph = {
    ...model.graph,
    nodes: model.graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(called),
      outputs: node.outputs.map(called),
    })),
    inputs: ports(model.graph.inputs),
    outputs: ports(model.graph.outputs),
    declared: new Map(),
  };
  // Initializers are kept as the bytes they were, in which the old name stands.
  const initializers = [...model.graph.initializers].map(([name, tensor]) => {
    return [called(name), names.has(name) ? withName(tensor, called(name)) : tensor] as const;
  });
  return writeModel({ ...model, graph: { ...graph, initializers: new Map(initializers) } });
}

function withName(tensor: Parameters<typeof tensorValues>[0], name: string): ReturnType<typeof encodeTensor> {
  const values = tensorValues(tensor);
  if (!(values instanceof Float32Array)) throw new Error(`expected a float32 weight ${name}`);
  return encodeTensor(name, ElementType.FLOAT, tensor.dims, values);
}

const words = new Map([
  ["input", "label"],
  ["conv1.raw", "gradient"],
  ["conv1", "decayed"],
  ["conv1.relu", "loss"],
  ["conv2.raw", "cotangent"],
  ["conv2", "scalar"],
  ["conv3", "features"],
  ["flat", "x:next"],
  ["fc1", "target"],
  ["fc2", "learningRate"],
  ["conv1.weight", "w"],
  ["conv2.weight", "change"],
  ["conv1.norm.running_mean", "running-mean"],
  ["fc1.bias", "label:next"],
]);
const emitted = new Map([
  ["input", "train/label"],
  ["conv1.raw", "train/step/Sub_1"],
  ["conv1", "train/loss"],
  ["conv2", "train/batch/conv1/mean"],
  ["conv3", "train/decayed/square"],
  ["conv1.weight", "train/decayed"],
  ["conv2.weight", "train/scalar/stepSize"],
  ["conv1.norm.running_mean", "train/running-mean"],
  ["conv2.norm.weight", "train/weights/Split_1"],
  ["fc1", "train/decayed:next"],
  ["fc1.bias", "train-2/target"],
]);

/** All weights after three steps, by their own names, and the length of their path. */
async function trained(names: ReadonlyMap<string, string>, loss: Loss) {
  const called = (name: string) => names.get(name) ?? name;
  const inputs = { [called("input")]: samples.inputs.input! };
  const run = train({
    network: renamed(names),
    layer: called("fc1"),
    loss,
    optimiser: adamW(),
    schedule: constantRate(3e-3),
    batches: shuffledBatches({ inputs, labels: samples.labels, targets }, 8, 3),
    batchSize: 8,
    checkpoints: [3],
    clipNorm: 1,
    runtime,
  });
  for await (const { onnx, path } of run) {
    const model = readNetwork(onnx);
    const values = weightNames(readNetwork(network).graph).map((name) => weightValues(model, called(name)));
    return { values, statistics: weightValues(model, called("conv1.norm.running_mean")), path: path.network };
  }
  throw new Error("expected a checkpoint");
}

describe("a network whose tensors are called as a training step calls its own", () => {
  const losses: readonly (readonly [string, Loss])[] = [
    ["cross-entropy", crossEntropy()],
    ["Hinton's loss", hinton({ temperature: 2, teacherWeight: 1, labelWeight: 1, temperatureSquared: true })],
  ];
  describe.each(losses)("with %s", (_name, loss) => {
    it.each([
      ["words such as label and loss", words],
      ["the emitted names themselves", emitted],
    ])("learns the same bytes with %s", async (_what, names) => {
      const expected = await trained(new Map(), loss);
      expect(expected.path.perStep).toBeGreaterThan(0);
      expect(await trained(names, loss)).toEqual(expected);
    });
  });
});
