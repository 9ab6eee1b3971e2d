// Where a derivative is 0, no cotangent passes, not even an infinite one: as in PyTorch, which selects.

import type { Tensor } from "@stillpoint/core";
import { runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { Emitter, float } from "./emitter.ts";
import { ElementType, type Graph, type Port } from "./model/graph.ts";
import { writeModel } from "./model/write.ts";
import { reverse } from "./reverse.ts";

type Build = (g: Emitter, x: string) => string;

/** The gradient of the sum of y = f(x) at x, and the operators the backward pass has. */
async function gradientAt(build: Build, values: readonly number[], shape: readonly number[] = [1, values.length]) {
  const g = new Emitter("forward/");
  const y = build(g, "x");
  const forward = (outputs: readonly string[]): Graph => ({
    name: "masks",
    nodes: g.nodes,
    initializers: g.constants,
    inputs: [port("x")],
    outputs: outputs.map(port),
    declared: new Map(),
  });
  const x: Tensor = { type: "float32", shape, data: Float32Array.from(values) };
  const inner = g.nodes.flatMap(({ op, outputs }) => (BOOLEAN.has(op) ? [] : outputs));
  const observed = await runOnce(bytes(forward(inner)), { x });
  const shapes = new Map([
    ["x", shape],
    ...Object.entries(observed).map(([name, tensor]) => [name, tensor.shape] as const),
    ...[...g.constants.values()].map(({ name, dims }) => [name, dims] as const),
  ]);
  const back = new Emitter("backward/");
  const graph = forward([]);
  const { gradients } = reverse({ graph, nodes: g.nodes, seeds: new Map([[y, "v"]]), wanted: ["x"], shapes }, back);
  const full: Graph = {
    ...graph,
    nodes: [...g.nodes, ...back.nodes],
    initializers: new Map([...g.constants, ...back.constants]),
    inputs: [port("x"), port("v")],
    outputs: [port(gradients.get("x")!)],
  };
  const size = shapes.get(y)!;
  const v = new Float32Array(size.reduce((product, dim) => product * dim, 1)).fill(1);
  const outputs = await runOnce(bytes(full), { x, v: { type: "float32", shape: size, data: v } });
  const gradient = Array.from(outputs[gradients.get("x")!]!.data, Number).map((value) => value + 0);
  return { gradient, operators: back.nodes.map(({ op }) => op) };
}

const BOOLEAN: ReadonlySet<string> = new Set(["Greater", "Less", "Equal"]);

function port(name: string): Port {
  return { name, elementType: ElementType.FLOAT, dims: undefined };
}

function bytes(graph: Graph): Uint8Array {
  return writeModel({ irVersion: 9, opsets: new Map([["", 18]]), producer: "", metadata: new Map(), graph });
}

const root: Build = (g, x) => g.op("Sqrt", [x]);
const thirdRoot: Build = (g, x) => g.op("Pow", [x, g.float32(1 / 3)]);
const inverse: Build = (g, x) => g.op("Reciprocal", [x]);
const then =
  (first: Build, second: Build): Build =>
  (g, x) =>
    second(g, first(g, x));
const below: Build = (g, x) => g.op("Less", [x, g.float32(0)]);

const MASKS: readonly (readonly [string, Build])[] = [
  ["Relu", (g, x) => g.op("Relu", [x])],
  ["Clip", (g, x) => g.op("Clip", [x, g.float32(0), g.float32(9)])],
  ["Clip below", (g, x) => g.op("Clip", [x, g.float32(0)])],
  ["Max", (g, x) => g.op("Max", [x, g.float32(0)])],
  ["Where", (g, x) => g.op("Where", [below(g, x), g.float32(0), x])],
  ["ThresholdedRelu", (g, x) => g.op("ThresholdedRelu", [x], { alpha: float(0.5) })],
  ["Shrink", (g, x) => g.op("Shrink", [g.op("Relu", [x])], { lambd: float(0.5) })],
  ["HardSigmoid", (g, x) => g.op("HardSigmoid", [x], { alpha: float(1 / 16), beta: float(0) })],
  ["HardSwish", (g, x) => g.op("HardSwish", [g.op("Sub", [x, g.float32(1)])])],
  ["MaxPool", (g, x) => pooled(g, x)],
  ["ScatterElements", (g, x) => maximum(g, x)],
];

function pooled(g: Emitter, x: string): string {
  const padded = g.op("Reshape", [g.op("Relu", [x]), g.int64([1, 2, 1])]);
  return g.op("MaxPool", [padded], { kernel_shape: [1] });
}

function maximum(g: Emitter, x: string): string {
  return g.op("ScatterElements", [g.float32([0, 0], [1, 2]), g.int64([0, 1], [1, 2]), x], {
    axis: 1,
    reduction: "max",
  });
}

describe("a root behind a mask", () => {
  it.each(MASKS)("%s lets no infinite cotangent pass where it is flat", async (_, build) => {
    for (const last of [root, thirdRoot, inverse]) {
      const { gradient } = await gradientAt(then(build, last), [-4, 4]);
      expect(gradient[0]).toBe(0);
      expect(Number.isFinite(gradient[1])).toBe(true);
      expect(gradient[1]).not.toBe(0);
    }
  });

  it("reads the value PyTorch gives", async () => {
    const { gradient } = await gradientAt((g, x) => g.op("Sqrt", [g.op("Relu", [x])]), [-1, 4, 0]);
    expect(gradient).toEqual([0, 0.25, 0]);
  });

  it("is infinite without one, so that it is refused", async () => {
    expect((await gradientAt(root, [0, 4])).gradient).toEqual([Number.POSITIVE_INFINITY, 0.25]);
  });

  it("costs a multiplication where nothing behind has a pole", async () => {
    const plain = await gradientAt((g, x) => g.op("Exp", [g.op("Div", [g.op("Relu", [x]), g.float32(2)])]), [-4, 4]);
    expect(plain.operators).not.toContain("Where");
    const poled = await gradientAt((g, x) => g.op("Log", [g.op("Exp", [g.op("Relu", [x])])]), [-4, 4]);
    expect(poled.operators).toContain("Where");
    expect(poled.gradient).toEqual([0, 1]);
  });

  it("shares a maximum of several among those that reach it", async () => {
    const amax: Build = (g, x) => g.op("ReduceMax", [g.op("Relu", [x]), g.int64([1])]);
    expect((await gradientAt(then(amax, root), [4, 4, -1, 4])).gradient.map((v) => Math.round(v * 12))).toEqual([
      1, 1, 0, 1,
    ]);
    expect((await gradientAt(then(amax, root), [-1, -2])).gradient).toEqual([0, 0]);
  });

  it("passes a reflected margin without spreading over its row", async () => {
    const build: Build = (g, x) => {
      const padded = g.op("Pad", [g.op("Relu", [x]), g.int64([0, 2, 0, 1])], { mode: "reflect" });
      return g.op("Sqrt", [padded]);
    };
    expect((await gradientAt(build, [4, -1, 1, 4])).gradient).toEqual([0.25, 0, 1.5, 0.25]);
  });

  it.each(["linear", "cubic", "nearest"])("passes %s interpolation where a weight is not 0", async (mode) => {
    const build: Build = (g, x) => {
      const row = g.op("Reshape", [g.op("Relu", [x]), g.int64([1, 1, 1, 6])]);
      const scaled = g.op("Resize", [row, "", g.float32([1, 1, 1, 1.5])], { mode });
      return g.op("Sqrt", [g.op("Relu", [scaled])]);
    };
    const { gradient } = await gradientAt(build, [-1, -1, -1, 1, 4, 9]);
    expect(gradient.slice(0, 2)).toEqual([0, 0]);
    for (const value of gradient) expect(Number.isFinite(value)).toBe(true);
    expect(gradient.slice(3).every((value) => value !== 0)).toBe(true);
  });

  it("passes copies of nearest values without spreading", async () => {
    const build: Build = (g, x) => {
      const column = g.op("Reshape", [g.op("Relu", [x]), g.int64([1, 1, 2])]);
      return g.op("Sqrt", [
        g.op("Resize", [column, "", g.float32([1, 1, 2])], {
          mode: "nearest",
          coordinate_transformation_mode: "asymmetric",
          nearest_mode: "floor",
        }),
      ]);
    };
    expect((await gradientAt(build, [-1, 4])).gradient).toEqual([0, 0.5]);
  });
});

describe("a norm at 0 has slope 0", () => {
  const square: Build = (g, x) => g.op("Pow", [x, g.float32(2)]);
  const sum: Build = (g, x) => g.op("ReduceSum", [x, g.int64([1])]);
  const power =
    (exponent: number): Build =>
    (g, x) =>
      g.op("Pow", [x, g.float32(exponent)]);
  const absolute: Build = (g, x) => g.op("Abs", [x]);

  it.each<readonly [string, Build]>([
    ["as torch.cdist is written", then(then(square, sum), power(0.5))],
    [
      "as a root of products",
      then(
        then((g, x) => g.op("Mul", [x, x]), sum),
        root,
      ),
    ],
    ["of any order, as vector_norm is written", then(then(then(absolute, power(3)), sum), power(1 / 3))],
    ["as ReduceL2", (g, x) => g.op("ReduceL2", [x, g.int64([1])])],
    ["as a root of ReduceL2", then((g, x) => g.op("ReduceL2", [x, g.int64([1])]), root)],
    ["as a standard deviation", then((g, x) => g.op("ReduceMean", [square(g, x), g.int64([1])]), root)],
    ["as the size of a complex number", (g, x) => g.op("Sqrt", [g.op("Add", [square(g, x), g.op("Mul", [x, x])])])],
    ["as LpPool", (g, x) => g.op("LpPool", [g.op("Reshape", [x, g.int64([1, 1, -1])])], { kernel_shape: [3] })],
    ["as GlobalLpPool", (g, x) => g.op("GlobalLpPool", [g.op("Reshape", [x, g.int64([1, 1, -1])])])],
    ["as LpNormalization", (g, x) => g.op("LpNormalization", [x])],
  ])("%s", async (_, build) => {
    expect((await gradientAt(build, [0, 0, 0])).gradient).toEqual([0, 0, 0]);
    const { gradient } = await gradientAt(build, [3, 4, 0]);
    for (const value of gradient) expect(Number.isFinite(value)).toBe(true);
  });

  it("is not taken for one where the slope is truly infinite", async () => {
    const steep = then(then(square, sum), power(0.25));
    expect((await gradientAt(steep, [0, 0])).gradient.every((value) => Number.isNaN(value))).toBe(true);
    const signed = then(then(power(3), sum), power(1 / 3));
    expect((await gradientAt(signed, [0, 0])).gradient.every((value) => Number.isNaN(value))).toBe(true);
  });
});
