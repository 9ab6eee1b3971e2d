// What central differences cannot see: ties, kinks, random masks, forms without a rule.

import type { Tensor } from "@stillpoint/core";
import { runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { caseGraph, gradientBytes } from "../../fixtures/cases/case-graph.ts";
import { batch, booleans, caseTensor, constant, integers, type RuleCase } from "../../fixtures/cases/rule-case.ts";
import { isConstantForGradient, ruleFor } from "../rules.ts";

const SEED = 3;

interface Gradient {
  readonly example: RuleCase;
  /** Shape of output 0. */
  readonly shape: readonly number[];
  /** Its cotangent. */
  readonly cotangent: readonly number[];
}

/** Gradients by input name, and whatever the node's first output was in the same run. */
async function gradientsOf({ example, shape, cotangent }: Gradient): Promise<Record<string, number[]>> {
  const built = caseGraph({ ...example, seeded: [0] }, SEED);
  const wanted = built.fed.map(({ name }) => name);
  const { bytes } = gradientBytes(built, new Map([["y0", shape]]), ["y0"], wanted, true);
  const feeds = Object.fromEntries(built.fed.map(({ name, input }) => [name, caseTensor(input, SEED)]));
  const seed: Tensor = { type: "float32", shape, data: Float32Array.from(cotangent) };
  const outputs = await runOnce(bytes, { ...feeds, vy0: seed });
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data, Number)]));
}

const maxPool = (values: readonly number[], size: number, window: number, stride: number): RuleCase => ({
  op: "MaxPool",
  law: "",
  inputs: [batch([1, 1, size, size], values)],
  attributes: { kernel_shape: [window, window], strides: [stride, stride] },
});

describe("at ties", () => {
  it("MaxPool gives the cotangent to the first position in row-major order", async () => {
    const found = await gradientsOf({
      example: maxPool([0, 5, 0, 0, 5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 4, 2, 2),
      shape: [1, 1, 2, 2],
      cotangent: [1, 2, 3, 4],
    });
    expect(found.dx0).toEqual([0, 1, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0]);
  });

  it("MaxPool by Indices gives what MaxPool by comparison gives", async () => {
    const values = [0, 0, 2, 0, 0, 2, 1, 0, 0, 0, 0, 0, 3, 3, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0];
    const large = await gradientsOf({ example: maxPool(values, 5, 5, 1), shape: [1, 1, 1, 1], cotangent: [1] });
    expect(large.dx0?.indexOf(1)).toBe(values.indexOf(3));
    expect(large.dx0?.reduce((sum, value) => sum + value, 0)).toBe(1);
  });

  it("MaxPool adds up where overlapping windows share their maximum", async () => {
    const found = await gradientsOf({
      example: maxPool([0, 0, 0, 0, 9, 0, 0, 0, 0], 3, 2, 1),
      shape: [1, 1, 2, 2],
      cotangent: [1, 2, 4, 8],
    });
    expect(found.dx0).toEqual([0, 0, 0, 0, 15, 0, 0, 0, 0]);
  });

  it("MaxPool with padding stays inside the sample for NaN and -∞", async () => {
    const values = [Number.NaN, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const example = {
      ...maxPool(values, 2, 3, 1),
      attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
    };
    const found = await gradientsOf({ example, shape: [1, 1, 2, 2], cotangent: [1, 1, 1, 1] });
    expect(found.dx0?.reduce((sum, value) => sum + value, 0)).toBe(4);
  });

  it("ReduceMax, ReduceMin and GlobalMaxPool share the cotangent evenly", async () => {
    const values = [1, 4, 4, 0, 4, 0];
    for (const [op, expected] of [
      ["ReduceMax", [0, 2, 2, 0, 2, 0]],
      ["ReduceMin", [0, 0, 0, 3, 0, 3]],
      ["GlobalMaxPool", [0, 2, 2, 0, 2, 0]],
    ] as const) {
      const axes = op === "GlobalMaxPool" ? [] : [integers(2)];
      const example = { op, law: "", inputs: [batch([1, 1, 6], values), ...axes] };
      const found = await gradientsOf({ example, shape: [1, 1, 1], cotangent: [6] });
      expect(found.dx0).toEqual(expected);
    }
  });

  it("Max shares evenly between operands", async () => {
    const example = { op: "Max", law: "", inputs: [batch([1, 3], [1, 2, 3]), batch([1, 3], [2, 2, 2])] };
    const found = await gradientsOf({ example, shape: [1, 3], cotangent: [8, 8, 8] });
    expect(found).toEqual({ dx0: [0, 4, 8], dx1: [8, 4, 0] });
  });
});

describe("at kinks", () => {
  it.each([
    ["Relu", [], [0, 0, 1]],
    ["Abs", [], [-1, 0, 1]],
    ["LeakyRelu", [], [Math.fround(0.01), Math.fround(0.01), 1]],
    ["Clip", [constant([], [0]), constant([], [1])], [0, 0, 0]],
  ] as const)("%s takes the documented side", async (op, bounds, expected) => {
    const example = { op, law: "", inputs: [batch([1, 3], [-1, 0, 1]), ...bounds] };
    const found = await gradientsOf({ example, shape: [1, 3], cotangent: [1, 1, 1] });
    expect(found.dx0?.map((value) => value + 0)).toEqual(expected);
  });
});

it("Dropout in training scales by the mask the same run drew", async () => {
  const size = 64;
  const example: RuleCase = {
    op: "Dropout",
    law: "",
    inputs: [
      batch(
        [1, size],
        Array.from({ length: size }, () => 1),
      ),
      constant([], [0.25]),
      booleans([], [1]),
    ],
  };
  const built = caseGraph(example, SEED);
  const { bytes } = gradientBytes(built, new Map([["y0", [1, size]]]), ["y0"], ["x0"], true);
  const ones: Tensor = { type: "float32", shape: [1, size], data: new Float32Array(size).fill(1) };
  const { dx0 } = await runOnce(bytes, { x0: ones, vy0: ones });
  const values = Array.from(dx0?.data ?? [], Number);
  const kept = values.filter((value) => value !== 0);
  expect(kept.length).toBeGreaterThan(size / 3);
  expect(kept.length).toBeLessThan(size);
  for (const value of kept) expect(value).toBeCloseTo(1 / 0.75, 5);
});

it("Pow has derivative 0 for exponent 0 and to the exponent of a base that is not positive", async () => {
  const example = { op: "Pow", law: "", inputs: [batch([1, 3], [0, 2, -3]), batch([1, 3], [0, 0, 2])] };
  const found = await gradientsOf({ example, shape: [1, 3], cotangent: [1, 1, 1] });
  expect(found.dx0).toEqual([0, 0, -6]);
  expect(found.dx1?.[0]).toBe(0);
  expect(found.dx1?.[1]).toBeCloseTo(Math.LN2, 6);
  expect(found.dx1?.[2]).toBe(0);
});

describe("forms without a rule", () => {
  it.each([
    [
      "wrapped values of 3",
      { op: "Pad", law: "", inputs: [batch([1, 3]), integers(0, 4, 0, 0)], attributes: { mode: "wrap" } },
      [1, 7],
    ],
    [
      "cache of keys",
      {
        op: "Attention",
        law: "",
        inputs: [
          ...[1, 1, 1].map(() => batch([1, 1, 2, 2])),
          undefined,
          ...[1, 1].map(() => constant([1, 1, 1, 2], [1, 2])),
        ],
      },
      [1, 1, 2, 2],
    ],
    [
      "storage_order",
      {
        op: "MaxPool",
        law: "",
        inputs: [batch([1, 1, 5, 5])],
        attributes: { kernel_shape: [5, 5], storage_order: 1 },
      },
      [1, 1, 1, 1],
    ],
  ] as const)("%s is an error that names the node and the operator", (what, example, shape) => {
    const built = caseGraph(example, SEED);
    const build = () => gradientBytes(built, new Map([["y0", shape]]), ["y0"], ["x0"], true);
    expect(build).toThrow(
      new RegExp(`node case/${example.op}_node_\\d \\(${example.op}\\).*${what.split(" ").at(-1)}`),
    );
  });
});

describe("the rule table", () => {
  it("knows ONNX's own domain by both names, and no other", () => {
    expect(ruleFor("Conv", "ai.onnx")).toBe(ruleFor("Conv", ""));
    expect(ruleFor("Conv", "com.microsoft")).toBeUndefined();
    expect(isConstantForGradient("Shape", "ai.onnx")).toBe(true);
    expect(isConstantForGradient("Shape", "com.microsoft")).toBe(false);
  });

  it("gives no operator both a rule and no gradient", () => {
    for (const op of ["Shape", "Constant", "ArgMax", "Equal", "Floor", "Sign", "NonZero", "OneHot", "Range"]) {
      expect(isConstantForGradient(op, "")).toBe(true);
      expect(ruleFor(op, "")).toBeUndefined();
    }
    expect(isConstantForGradient("Relu", "")).toBe(false);
  });
});
