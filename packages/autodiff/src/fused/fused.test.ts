import { drawNormal, type Tensor } from "@stillpoint/core";
import { runOnce } from "@stillpoint/onnx/node";
import { expectAllclose } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { type AttributeInput, Emitter, float } from "../emitter.ts";
import { type Dim, ElementType, type Graph, type Model, type Port } from "../model/graph.ts";
import { writeModel } from "../model/write.ts";
import { readNetwork } from "../network.ts";
import { missingRule } from "../reverse.ts";
import { WRITTEN_OUT, writeOutFused } from "./fused.ts";

interface Case {
  readonly op: string;
  readonly what: string;
  /** Shapes of the inputs that are drawn, `x0`, `x1`, ...; the first axis is the batch. */
  readonly inputs: readonly (readonly number[])[];
  /** Integer inputs, `i0`, `i1`, ... */
  readonly integers?: readonly { readonly shape: readonly number[]; readonly values: readonly number[] }[];
  /** Operands by name; by default the drawn inputs. */
  operands?(g: Emitter): readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  readonly outputs?: readonly string[];
  readonly domain?: string;
  /** The same in standard operators, where ONNX Runtime's CPU has no such operator. */
  standard?(g: Emitter): void;
}

const text = (value: string): AttributeInput => value;
const floats = (...value: number[]): AttributeInput => ({ kind: "floats", value });
const row = (g: Emitter, size: number, from = 0.1) => g.float32(Array.from({ length: size }, (_, i) => from + 0.3 * i));
/** Small numbers of both signs. */
const weights = (g: Emitter, dims: readonly number[]) => {
  const data = new Float32Array(dims.reduce((size, dim) => size * dim, 1));
  drawNormal({ seed: 11, sample: dims.join(), purpose: "weights", pass: 0 }, data);
  return g.float32(Array.from(data), dims);
};

const conv = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2], group: 1, dilations: [1, 1] };
const convOperands = (g: Emitter) => ["x0", weights(g, [4, 3, 3, 3]), row(g, 4)];
const picture = [[2, 3, 6, 6]];

function activated(activation: string, parameters: Readonly<Record<string, number>>): Case[] {
  const values = Object.values(parameters);
  const named = Object.entries(parameters).map(([name, value]) => [`activation_${name}`, float(value)] as const);
  return [
    {
      op: "FusedConv",
      what: activation,
      inputs: picture,
      operands: convOperands,
      attributes: {
        ...conv,
        activation: text(activation),
        ...(values.length > 0 ? { activation_params: floats(...values) } : {}),
      },
    },
    ...(activation === "Clip"
      ? []
      : [
          {
            op: "FusedGemm",
            what: activation,
            inputs: [[3, 4]],
            operands: (g: Emitter) => ["x0", weights(g, [5, 4]), row(g, 5)],
            attributes: {
              transB: 1,
              alpha: float(0.5),
              beta: float(2),
              activation: text(activation),
              ...Object.fromEntries(named),
            },
          },
        ]),
  ];
}

const product = (what: string, a: number[], b: number[], attributes: Case["attributes"] = {}): Case => {
  return { op: "FusedMatMul", what, inputs: [a, b], attributes };
};
const tokens = { shape: [2, 5], values: [1, 4, 2, 0, 3, 6, 5, 0, 0, 0] };
const kinds = { shape: [2, 5], values: [0, 0, 1, 1, 1, 0, 0, 0, 1, 1] };
const mask = { shape: [2, 5], values: [1, 1, 1, 1, 0, 1, 1, 0, 0, 0] };
const embedded = (g: Emitter, more: readonly string[] = []) => {
  const tables = [weights(g, [7, 6]), weights(g, [8, 6]), weights(g, [2, 6])];
  return ["i0", "i1", ...tables, row(g, 6), row(g, 6, -0.2), ...more];
};
const attended = (what: string, more: Partial<Case> & { last?: (g: Emitter) => readonly string[] } = {}): Case => ({
  op: "Attention",
  what,
  inputs: [[2, 5, 6]],
  operands: (g) => ["x0", weights(g, [6, 12]), row(g, 12, -1), ...(more.last?.(g) ?? [])],
  ...more,
  attributes: { num_heads: 2, ...more.attributes },
});

const CASES: readonly Case[] = [
  ...activated("Relu", {}),
  ...activated("Sigmoid", {}),
  ...activated("Tanh", {}),
  ...activated("LeakyRelu", { alpha: 0.2 }),
  ...activated("HardSigmoid", { alpha: 0.3, beta: 0.4 }),
  ...activated("Clip", { min: -0.5, max: 0.75 }),
  { op: "FusedConv", what: "no activation", inputs: picture, operands: convOperands, attributes: conv },
  {
    op: "FusedConv",
    what: "a summand before the activation",
    inputs: [...picture, [2, 4, 3, 3]],
    operands: (g) => [...convOperands(g), "x1"],
    attributes: { ...conv, activation: text("Relu") },
  },
  product("scaled", [2, 3, 4], [2, 4, 5], { alpha: float(0.3) }),
  product("A and B transposed", [2, 4, 3], [2, 5, 4], { transA: 1, transB: 1, alpha: float(-2) }),
  product("matrices", [4, 3], [5, 4], { transA: 1, transB: 1 }),
  product("the first axis behind the batch of A", [3, 2, 4], [2, 4, 5], { transBatchA: 1 }),
  product("the first axis behind the batch of both, transposed", [4, 2, 3], [5, 2, 4], {
    transBatchA: 1,
    transA: 1,
    transBatchB: 1,
    transB: 1,
  }),
  {
    op: "TransposeMatMul",
    what: "an older name",
    inputs: [
      [2, 4, 3],
      [2, 4, 5],
    ],
    attributes: { transA: 1, alpha: float(0.5) },
  },
  { op: "Gelu", what: "exact", inputs: [[4, 6]] },
  { op: "BiasGelu", what: "exact", inputs: [[4, 6]], operands: (g) => ["x0", row(g, 6)] },
  { op: "FastGelu", what: "tanh", inputs: [[4, 6]] },
  { op: "FastGelu", what: "tanh with a bias", inputs: [[4, 6]], operands: (g) => ["x0", row(g, 6)] },
  { op: "QuickGelu", what: "its own factor", inputs: [[4, 6]] },
  { op: "QuickGelu", what: "a factor", inputs: [[4, 6]], attributes: { alpha: float(0.7) } },
  {
    op: "SkipLayerNormalization",
    what: "scale and shift",
    inputs: [
      [2, 3, 6],
      [2, 3, 6],
    ],
    operands: (g) => ["x0", "x1", row(g, 6), row(g, 6, -1)],
    attributes: { epsilon: float(1e-5) },
  },
  {
    op: "SkipLayerNormalization",
    what: "a bias and its sum, no shift",
    inputs: [
      [2, 3, 6],
      [2, 3, 6],
    ],
    operands: (g) => ["x0", "x1", row(g, 6), "", row(g, 6, -2)],
    outputs: ["y", "", "", "sum"],
  },
  {
    op: "SkipSimplifiedLayerNormalization",
    what: "a bias and its sum",
    inputs: [
      [2, 3, 6],
      [2, 3, 6],
    ],
    operands: (g) => ["x0", "x1", row(g, 6), row(g, 6, -2)],
    attributes: { epsilon: float(1e-3) },
    outputs: ["y", "", "", "sum"],
  },
  {
    op: "SimplifiedLayerNormalization",
    what: "the last axis",
    domain: "",
    inputs: [[2, 3, 6]],
    operands: (g) => ["x0", row(g, 6)],
  },
  {
    op: "EmbedLayerNormalization",
    what: "words, places and segments",
    inputs: [],
    integers: [tokens, kinds],
    operands: (g) => embedded(g),
    outputs: ["y", "unread"],
    attributes: { epsilon: float(1e-5) },
  },
  {
    op: "EmbedLayerNormalization",
    what: "a mask, places and the sum",
    inputs: [],
    integers: [tokens, kinds, mask, { shape: [2, 5], values: [4, 3, 2, 1, 0, 0, 1, 2, 3, 4] }],
    operands: (g) => embedded(g, ["i2", "i3"]),
    outputs: ["y", "length", "sum"],
  },
  attended("no mask"),
  attended("a mask by token", { integers: [mask], last: () => ["i0"] }),
  attended("lengths", { integers: [{ shape: [2], values: [4, 2] }], last: () => ["i0"] }),
  attended("a mask by pair", {
    integers: [
      {
        shape: [2, 5, 5],
        values: Array.from({ length: 50 }, (_, i) => (i % 3 === 0 || i % 6 === 0 ? 1 : Number(i % 5 === 1))),
      },
    ],
    last: () => ["i0"],
  }),
  attended("nothing looks ahead", { attributes: { unidirectional: 1 } }),
  attended("its own scale", { attributes: { scale: float(0.1) } }),
  attended("a bias of the scores", {
    inputs: [
      [2, 5, 6],
      [2, 2, 5, 5],
    ],
    last: () => ["", "", "x1"],
  }),
  attended("narrow keys", { attributes: { qkv_hidden_sizes: [2, 2, 8] } }),
  {
    op: "BiasSoftmax",
    what: "the last axis",
    inputs: [
      [2, 3, 4],
      [2, 1, 4],
    ],
    attributes: { axis: 2, is_inner_broadcast: 1 },
    standard: (g) => g.node("Softmax", [g.op("Add", ["x0", "x1"])], ["y"], { axis: 2 }),
  },
  {
    op: "BiasDropout",
    what: "a residual",
    inputs: [
      [2, 3],
      [2, 3],
    ],
    operands: (g) => ["x0", row(g, 3), "x1", g.float32(0.5)],
    standard: (g) => g.node("Sum", ["x0", row(g, 3), "x1"], ["y"]),
  },
  {
    op: "BiasAdd",
    what: "a skip",
    inputs: [
      [2, 3, 4],
      [2, 3, 4],
    ],
    operands: (g) => ["x0", row(g, 4), "x1"],
    standard: (g) => g.node("Sum", ["x0", row(g, 4), "x1"], ["y"]),
  },
  {
    op: "BiasSplitGelu",
    what: "the second half is the gate",
    inputs: [[2, 3, 8]],
    operands: (g) => ["x0", row(g, 8)],
    standard: (g) => {
      const sum = g.op("Add", ["x0", row(g, 8)]);
      const half = (from: number) => g.op("Slice", [sum, g.int64([from]), g.int64([from + 4]), g.int64([2])]);
      g.node("Mul", [half(0), g.op("Gelu", [half(4)])], ["y"]);
    },
  },
];

function port(name: string, elementType: number, shape: readonly number[]): Port {
  return { name, elementType, dims: shape.map((dim, axis): Dim => (axis === 0 ? "batch" : dim)) };
}

function modelOf(form: Case, build: (g: Emitter) => void): Model {
  const g = new Emitter("");
  build(g);
  const inputs = [
    ...form.inputs.map((shape, index) => port(`x${index}`, ElementType.FLOAT, shape)),
    ...(form.integers ?? []).map(({ shape }, index) => port(`i${index}`, ElementType.INT32, shape)),
  ];
  const graph: Graph = {
    name: form.op,
    nodes: g.nodes,
    initializers: g.constants,
    inputs,
    outputs: (form.outputs ?? ["y"])
      .filter((name) => name !== "" && name !== "unread")
      .map((name) => {
        const elementType = name === "length" ? ElementType.INT32 : ElementType.FLOAT;
        return { name, elementType, dims: undefined };
      }),
    declared: new Map(),
  };
  const opsets = new Map([
    ["", form.standard === undefined ? 18 : 20],
    ["com.microsoft", 1],
  ]);
  return { irVersion: 8, opsets, producer: "", metadata: new Map(), graph };
}

function fusedModel(form: Case): Model {
  const model = modelOf(form, (g) => {
    const operands = form.operands?.(g) ?? form.inputs.map((_, index) => `x${index}`);
    g.node(form.op, operands, form.outputs ?? ["y"], form.attributes);
  });
  const nodes = model.graph.nodes.map((node) => ({ ...node, domain: form.domain ?? "com.microsoft" }));
  return { ...model, graph: { ...model.graph, nodes } };
}

function feeds(form: Case): Record<string, Tensor> {
  const drawn = form.inputs.map((shape, index): [string, Tensor] => {
    const data = new Float32Array(shape.reduce((size, dim) => size * dim, 1));
    drawNormal({ seed: 7, sample: "fused", purpose: `x${index}`, pass: 0 }, data);
    return [`x${index}`, { type: "float32", shape, data }];
  });
  const given = (form.integers ?? []).map(({ shape, values }, index): [string, Tensor] => {
    return [`i${index}`, { type: "int32", shape, data: Int32Array.from(values) }];
  });
  return Object.fromEntries([...drawn, ...given]);
}

describe("writeOutFused", () => {
  it.each(CASES)("$op, $what: computes in standard operators what ONNX Runtime's does", async (form) => {
    const fused = fusedModel(form);
    const written = writeOutFused(fused);
    expect(written.graph.nodes.filter(({ domain, op }) => domain !== "" || op === form.op)).toEqual([]);
    expect(written.graph.nodes.at(-1)?.name ?? "").toBe(fused.graph.nodes[0]?.name);
    const expected = await runOnce(writeModel(form.standard ? modelOf(form, form.standard) : fused), feeds(form));
    const ours = await runOnce(writeModel(written), feeds(form));
    expect(Object.keys(ours)).toEqual(Object.keys(expected));
    for (const [name, { shape, data }] of Object.entries(expected)) {
      expect(ours[name]?.shape).toEqual(shape);
      expectAllclose(Array.from(ours[name]?.data ?? [], Number), Array.from(data, Number), {
        relative: 1e-6,
        absolute: 1e-6,
      });
    }
  });

  it("has a case for every operator it writes out", () => {
    expect([...WRITTEN_OUT].filter((op) => !CASES.some((form) => form.op === op))).toEqual([]);
  });

  it("leaves models without such operators as they are", () => {
    const model = modelOf({ op: "Relu", what: "", inputs: [[2, 3]] }, (g) => g.node("Relu", ["x0"], ["y"]));
    expect(writeOutFused(model)).toBe(model);
  });

  it.each<[string, Case]>([
    [
      "an activation it does not know",
      {
        op: "FusedGemm",
        what: "",
        inputs: [
          [2, 3],
          [3, 4],
        ],
        attributes: { activation: text("Cosine") },
      },
    ],
    [
      "a past of keys",
      attended("", {
        inputs: [
          [2, 5, 6],
          [2, 2, 2, 1, 2],
        ],
        last: () => ["", "x1"],
      }),
    ],
    [
      "an operand to transpose whose rank is not known",
      { op: "FusedMatMul", what: "", inputs: [], operands: () => ["far", "away"], attributes: { transA: 1 } },
    ],
  ])("leaves %s, and adds nothing", (_what, form) => {
    const model = fusedModel(form);
    expect(writeOutFused(model)).toBe(model);
  });

  it("is done to every network that is read", () => {
    const form = CASES.find(({ op }) => op === "BiasGelu")!;
    const { graph } = readNetwork(writeModel(fusedModel(form)));
    expect(graph.nodes.map(({ op }) => op)).toEqual(["Add", "Div", "Erf", "Add", "Mul", "Mul"]);
  });
});

describe("an operator of ONNX Runtime that is not written out", () => {
  it.each(["com.microsoft", "com.microsoft.nchwc"])("of %s is refused with what to do", (domain) => {
    const node = { op: "Conv", domain, name: "n", inputs: [], outputs: ["y"], attributes: new Map() };
    expect(missingRule(node).message).toMatch(
      /got com\.microsoft.*\.Conv; choose a layer before it, give the file that ONNX Runtime optimised/,
    );
  });
});
