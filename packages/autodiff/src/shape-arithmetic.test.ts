import { drawNormal } from "@stillpoint/core";
import { runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { Constants } from "./constants.ts";
import { type AttributeInput, Emitter } from "./emitter.ts";
import { type Dim, ElementType, type Graph } from "./model/graph.ts";
import { encodeTensor } from "./model/tensor.ts";
import { writeModel } from "./model/write.ts";
import { EVALUATED } from "./shape-arithmetic.ts";

const X = [2, 12, 32] as const;

function graph(g: Emitter, outputs: readonly string[] = []): Graph {
  return {
    name: "sizes",
    nodes: g.nodes,
    initializers: g.constants,
    inputs: [{ name: "x", elementType: ElementType.FLOAT, dims: [...X] }],
    outputs: outputs.map((name) => ({ name, elementType: ElementType.FLOAT, dims: undefined })),
    declared: new Map(),
  };
}

/** Casts so that one element type holds integers, booleans and floats. */
async function byRuntime(build: (g: Emitter) => readonly string[]): Promise<(readonly number[])[]> {
  const g = new Emitter("");
  // ONNX Runtime takes the graph only if its input is read.
  g.node("Identity", ["x"], ["x read"]);
  const names = build(g).map((name) => g.op("Cast", [name], { to: ElementType.FLOAT }));
  const model = { irVersion: 8, opsets: new Map([["", 18]]), producer: "", metadata: new Map() };
  const bytes = writeModel({ ...model, graph: graph(g, [...names, "x read"]) });
  const x = new Float32Array(X.reduce((product, size) => product * size, 1));
  drawNormal({ seed: 3, sample: "sizes", purpose: "input", pass: 0 }, x);
  const outputs = await runOnce(bytes, { x: { type: "float32", shape: X, data: x } });
  return names.map((name) => Array.from(outputs[name]?.data ?? [], Number));
}

function byArithmetic(
  build: (g: Emitter) => readonly string[],
  x: readonly Dim[] = X,
): (readonly number[] | undefined)[] {
  const g = new Emitter("");
  const names = build(g);
  const constants = new Constants(graph(g), new Map([["x", x]]));
  return names.map((name) => constants.ints(name) ?? constants.floats(name));
}

type Case = readonly [op: string, what: string, build: (g: Emitter) => readonly string[]];

const matrix = (g: Emitter) => g.int64([5, -3, 8, 0, 7, -2], [2, 3]);
const numbers = (g: Emitter) => g.float32([2.5, -1.5, 0.5, 3.25, -0.75, 1.5], [2, 3]);

/** One operator on constants, with attributes. */
function on(
  op: string,
  what: string,
  inputs: (g: Emitter) => readonly string[],
  attributes: Readonly<Record<string, AttributeInput>> = {},
): Case {
  return [op, what, (g) => [g.op(op, inputs(g), attributes)]];
}

const pair = (g: Emitter) => [matrix(g), g.int64([3, -2, 4])] as const;
const truths = (g: Emitter) => g.op("Greater", [matrix(g), g.int64(0)]);
const filler = (elementType: number, value: Float32Array | BigInt64Array) => {
  return { kind: "tensor", value: encodeTensor("", elementType, [1], value) } as const;
};

const CASES: readonly Case[] = [
  ...["Add", "Sub", "Mul", "Div", "Mod", "Max", "Min"].map((op) => on(op, "integers of either sign", pair)),
  ...["Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"].map((op) => on(op, "integers", pair)),
  on("Add", "a scalar", (g) => [matrix(g), g.int64(4)]),
  on("Div", "floats", (g) => [numbers(g), g.float32([3, 7, -2])]),
  on("Mod", "the dividend's sign", pair, { fmod: 1 }),
  on("Sum", "three operands", (g) =>
    [matrix(g), g.int64([1, 2, 3]), g.int64(9)].map((name) => g.op("Cast", [name], { to: 1 })),
  ),
  on("Pow", "integers", (g) => [g.int64([2, 3, 4]), g.int64([3, 2, 0])]),
  on("Pow", "whole floats", (g) => [g.float32([2, 3, 4]), g.float32([5, 2, 0])]),
  on("Abs", "integers", (g) => [matrix(g)]),
  on("Neg", "integers", (g) => [matrix(g)]),
  on("Sign", "integers", (g) => [matrix(g)]),
  on("Ceil", "floats", (g) => [numbers(g)]),
  on("Floor", "floats", (g) => [numbers(g)]),
  on("Round", "halves to the even one", (g) => [numbers(g)]),
  on("Sqrt", "of a size", (g) => [g.op("Cast", [g.op("Shape", ["x"])], { to: 1 })]),
  on("Reciprocal", "floats", (g) => [numbers(g)]),
  on("Clip", "both bounds", (g) => [matrix(g), g.int64(-1), g.int64(6)]),
  on("Clip", "no lower bound", (g) => [matrix(g), "", g.int64(6)]),
  on("And", "booleans", (g) => [truths(g), g.op("Less", [matrix(g), g.int64(7)])]),
  on("Or", "booleans", (g) => [truths(g), g.op("Equal", [matrix(g), g.int64(0)])]),
  on("Xor", "booleans", (g) => [truths(g), g.op("Less", [matrix(g), g.int64(7)])]),
  on("Not", "booleans", (g) => [truths(g)]),
  on("Where", "broadcast", (g) => [truths(g), g.int64([[1, 2, 3]].flat()), g.int64(0)]),
  on("Cast", "floats towards zero", (g) => [numbers(g)], { to: ElementType.INT64 }),
  on("Cast", "to booleans", (g) => [matrix(g)], { to: ElementType.BOOL }),
  on("CastLike", "floats to integers", (g) => [numbers(g), matrix(g)]),
  on("Concat", "rows", (g) => [matrix(g), g.int64([9, 9, 9], [1, 3])], { axis: 0 }),
  on("Concat", "columns", (g) => [matrix(g), g.int64([9, 9], [2, 1])], { axis: -1 }),
  on("ConstantOfShape", "zeros", (g) => [g.int64([2, 2])]),
  on("ConstantOfShape", "integers", (g) => [g.int64([3])], { value: filler(ElementType.INT64, BigInt64Array.of(7n)) }),
  on("Expand", "a row", (g) => [g.int64([1, 2, 3]), g.int64([2, 1])]),
  on("Flatten", "axis 0", (g) => [matrix(g)], { axis: 0 }),
  on("Gather", "columns, from the end too", (g) => [matrix(g), g.int64([2, -3])], { axis: 1 }),
  on("Gather", "a scalar index", (g) => [matrix(g), g.int64(1)]),
  on("Gather", "a matrix of indices", (g) => [matrix(g), g.int64([1, 0, 0, 1], [2, 2])]),
  on("Identity", "integers", (g) => [matrix(g)]),
  on("NonZero", "row and column", (g) => [matrix(g)]),
  on("Pad", "around, with a value", (g) => [matrix(g), g.int64([0, 1, 1, 2]), g.int64(4)]),
  on("Pad", "one axis, removing", (g) => [matrix(g), g.int64([-1, 1]), "", g.int64([-1])]),
  on("Range", "down", (g) => [g.int64(9), g.int64(1), g.int64(-3)]),
  on("Reshape", "a rest and a kept axis", (g) => [matrix(g), g.int64([0, -1, 1])]),
  on("ScatterND", "entries", (g) => [matrix(g), g.int64([1, 2, 0, 0], [2, 2]), g.int64([11, 12])]),
  on("ScatterND", "rows", (g) => [matrix(g), g.int64([1], [1, 1]), g.int64([1, 2, 3], [1, 3])]),
  on("Slice", "step -1 over all", (g) => [
    matrix(g),
    g.int64([-1]),
    g.int64([-(2 ** 40)]),
    g.int64([0]),
    g.int64([-1]),
  ]),
  on("Slice", "both axes, steps", (g) => [
    matrix(g),
    g.int64([0, -3]),
    g.int64([2 ** 40, -1]),
    g.int64([0, 1]),
    g.int64([1, 2]),
  ]),
  on("Slice", "axes left out", (g) => [matrix(g), g.int64([1]), g.int64([2])]),
  on("Squeeze", "every axis of one", (g) => [g.int64([4], [1, 1])]),
  on("Squeeze", "one axis", (g) => [g.int64([4, 5], [1, 2, 1]), g.int64([-1])]),
  on("Tile", "both axes", (g) => [matrix(g), g.int64([2, 2])]),
  on("Transpose", "reversed axes", (g) => [matrix(g)]),
  on("Transpose", "an order", (g) => [g.int64([0, 1, 2, 3, 4, 5], [1, 2, 3])], { perm: [2, 0, 1] }),
  on("Unsqueeze", "front and back", (g) => [matrix(g), g.int64([0, -1])]),
  ["Split", "even parts", (g) => g.ops("Split", [g.int64([1, 2, 3, 4, 5])], { axis: 0, num_outputs: 2 }, 2)],
  ["Split", "sizes", (g) => g.ops("Split", [matrix(g), g.int64([1, 2])], { axis: 1 }, 2)],
  on("CumSum", "forwards", (g) => [matrix(g), g.int64(1)]),
  on("CumSum", "backwards without itself", (g) => [matrix(g), g.int64(0)], { reverse: 1, exclusive: 1 }),
  on("ArgMax", "rows", (g) => [matrix(g)], { axis: 1 }),
  on("ArgMin", "columns, axis dropped", (g) => [matrix(g)], { axis: 0, keepdims: 0 }),
  ...["ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin"].map((op) => on(op, "all", (g) => [matrix(g)])),
  on("ReduceSum", "one axis, dropped", (g) => [matrix(g), g.int64([-1])], { keepdims: 0 }),
  on("ReduceSum", "no axis", (g) => [matrix(g)], { noop_with_empty_axes: 1 }),
  on("ReduceMean", "floats", (g) => [numbers(g), g.int64([0])]),
];

describe("shapeArithmetic", () => {
  it.each(CASES)("%s, %s: is what ONNX Runtime computes", async (_op, _what, build) => {
    const known = byArithmetic(build);
    expect(known).not.toContain(undefined);
    expect(known).toEqual(await byRuntime(build));
  });

  it("has a case for every operator it covers", () => {
    expect([...EVALUATED].filter((op) => !CASES.some(([covered]) => covered === op))).toEqual([]);
  });

  it("computes pads as PyTorch's TorchScript exporter writes them", () => {
    const pads = (g: Emitter) => {
      const zeros = g.op("ConstantOfShape", [g.int64([2])], { value: filler(ElementType.INT64, BigInt64Array.of(0n)) });
      const pairs = g.op("Reshape", [g.op("Concat", [g.int64([1, 2, 3, 4]), zeros], { axis: 0 }), g.int64([-1, 2])]);
      const ends = [g.int64([-1]), g.int64([-(2 ** 31)]), g.int64([0]), g.int64([-1])];
      const turned = g.op("Transpose", [g.op("Slice", [pairs, ...ends])], { perm: [1, 0] });
      return [g.op("Cast", [g.op("Reshape", [turned, g.int64([-1])])], { to: ElementType.INT64 })];
    };
    expect(byArithmetic(pads)).toEqual([[0, 3, 1, 0, 4, 2]]);
  });

  it("computes what is missing to a whole window, as Swin does", () => {
    const missing = (g: Emitter) => {
      const size = g.op("Gather", [g.op("Shape", ["x"]), g.int64(2)]);
      return [g.op("Mod", [g.op("Sub", [g.int64(7), g.op("Mod", [size, g.int64(7)])]), g.int64(7)])];
    };
    expect(byArithmetic(missing)).toEqual([[3]]);
  });

  describe("where the batch is among the sizes", () => {
    const x: readonly Dim[] = ["batch", 12, 32];
    const size = (g: Emitter, axis: number) => g.op("Gather", [g.op("Shape", ["x"]), g.int64([axis])]);
    const known = (build: (g: Emitter) => string) => byArithmetic((g) => [build(g)], x)[0];

    it("knows the entries it does not reach", () => {
      expect(known((g) => size(g, 1))).toEqual([12]);
      expect(known((g) => g.op("Div", [size(g, 2), g.int64([5])]))).toEqual([6]);
      expect(known((g) => g.op("Shape", ["x"], { start: 1 }))).toEqual([12, 32]);
      const swapped = (g: Emitter) => g.op("Concat", [size(g, 2), size(g, 0)], { axis: 0 });
      expect(known((g) => g.op("Slice", [swapped(g), g.int64([0]), g.int64([1])]))).toEqual([32]);
    });

    it.each<[string, (g: Emitter) => string]>([
      ["the batch", (g) => size(g, 0)],
      ["a difference", (g) => g.op("Sub", [size(g, 0), size(g, 1)])],
      ["a comparison", (g) => g.op("Equal", [size(g, 0), g.int64([1])])],
      ["the number of scalars", (g) => g.op("Size", ["x"])],
      ["zeros, one a sample", (g) => g.op("ConstantOfShape", [size(g, 0)])],
      ["a count", (g) => g.op("Range", [g.int64(0), g.op("Squeeze", [size(g, 0)]), g.int64(1)])],
      ["a choice by it", (g) => g.op("Where", [g.op("Less", [size(g, 0), g.int64([3])]), g.int64([1]), g.int64([2])])],
      ["a sum with it", (g) => g.op("ReduceSum", [g.op("Shape", ["x"])])],
    ])("does not know %s", (_what, build) => {
      expect(known(build)).toBeUndefined();
    });
  });

  it.each<[string, (g: Emitter) => string]>([
    ["values of an input", (g) => g.op("ReduceMax", ["x"])],
    ["a division by zero", (g) => g.op("Div", [g.int64([4]), g.int64([0])])],
    ["integers beyond 2^53", (g) => g.op("Mul", [g.int64([2 ** 40]), g.int64([2 ** 40])])],
    ["long tensors", (g) => g.op("Range", [g.int64(0), g.int64(5000), g.int64(1)])],
    ["operators that are not covered", (g) => g.op("OneHot", [g.int64([1]), g.int64(3), g.int64([0, 1])])],
  ])("does not know %s", (_what, build) => {
    expect(byArithmetic((g) => [build(g)])).toEqual([undefined]);
  });
});
