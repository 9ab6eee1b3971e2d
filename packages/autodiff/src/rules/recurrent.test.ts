import { drawNormal, type Tensor } from "@stillpoint/core";
import { runOnce } from "@stillpoint/onnx/node";
import { expectAllclose } from "@stillpoint/testing";
import { describe, expect, it } from "vitest";
import { EMITTED, emitUnrolled, type Unrolled } from "../../fixtures/unrolled.ts";
import { type AttributeInput, Emitter, float } from "../emitter.ts";
import { type Dim, ElementType, type Graph, type Initializer } from "../model/graph.ts";
import { encodeTensor } from "../model/tensor.ts";
import { writeModel } from "../model/write.ts";
import { upgradeNode } from "../opset/upgrade.ts";
import { reverse } from "../reverse.ts";

const STEPS = 5;
const WIDTH = 2;
const HIDDEN = 3;
const GATES = { LSTM: 4, GRU: 3, RNN: 1 } as const;
const DEFAULTS = { LSTM: ["Sigmoid", "Tanh", "Tanh"], GRU: ["Sigmoid", "Tanh"], RNN: ["Tanh"] } as const;
/** The numbers `EMITTED` has. */
const NUMBERS: Readonly<Record<string, readonly [number?, number?]>> = {
  Affine: [0.5, 0.2],
  HardSigmoid: [0.3, 0.4],
  LeakyRelu: [0.1],
  ScaledTanh: [0.7, 1.2],
};

interface Variant {
  readonly op: "LSTM" | "GRU" | "RNN";
  readonly law: string;
  readonly backwards?: readonly boolean[];
  readonly lengths?: readonly number[];
  readonly activations?: readonly string[];
  readonly clip?: number;
  readonly coupled?: boolean;
  readonly linear?: boolean;
  readonly peepholes?: boolean;
}

const BOTH = [false, true];
const RAGGED = [5, 3, 1];

const VARIANTS: readonly Variant[] = [
  ...(["LSTM", "GRU", "RNN"] as const).flatMap((op): Variant[] => [
    { op, law: "forward" },
    { op, law: "clipped", clip: 0.7 },
    { op, law: "lengths, both directions", lengths: RAGGED, backwards: BOTH },
    { op, law: "lengths, reverse, clipped", lengths: RAGGED, backwards: [true], clip: 0.9 },
  ]),
  { op: "GRU", law: "reset after the recurrence", linear: true, backwards: BOTH, lengths: RAGGED, clip: 0.9 },
  { op: "GRU", law: "other activations", activations: ["HardSigmoid", "Softsign"] },
  { op: "GRU", law: "other activations, reset after", activations: ["HardSigmoid", "LeakyRelu"], linear: true },
  { op: "LSTM", law: "peepholes and a clip", peepholes: true, clip: 0.9, backwards: BOTH, lengths: RAGGED },
  { op: "LSTM", law: "coupled gates", coupled: true },
  { op: "LSTM", law: "coupled gates, peepholes and a clip", coupled: true, peepholes: true, clip: 0.9 },
  {
    op: "LSTM",
    law: "activations of each direction",
    backwards: BOTH,
    activations: ["HardSigmoid", "ScaledTanh", "Softsign", "Sigmoid", "LeakyRelu", "Affine"],
  },
];

function normals(purpose: string, shape: readonly number[]): Float32Array {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  drawNormal({ seed: 5, sample: "recurrent", purpose, pass: 0 }, values);
  return values;
}

interface Material {
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly weights: readonly Initializer[];
  readonly outputs: readonly (readonly number[])[];
}

function material({ op, backwards = [false], lengths = RAGGED.map(() => STEPS) }: Variant): Material {
  const [d, b] = [backwards.length, lengths.length];
  const rows = GATES[op] * HIDDEN;
  const weight = (name: string, shape: readonly number[]) => {
    return encodeTensor(name, ElementType.FLOAT, shape, normals(name, shape));
  };
  const fed = (name: string, shape: readonly number[]): [string, Tensor] => {
    return [name, { type: "float32", shape, data: normals(name, shape) }];
  };
  const state = [d, b, HIDDEN];
  return {
    feeds: Object.fromEntries([fed("x", [STEPS, b, WIDTH]), fed("h0", state), fed("c0", state)]),
    weights: [
      weight("w", [d, rows, WIDTH]),
      weight("r", [d, rows, HIDDEN]),
      weight("bias", [d, 2 * rows]),
      weight("p", [d, 3 * HIDDEN]),
      encodeTensor("lengths", ElementType.INT32, [b], Int32Array.from(lengths)),
    ],
    outputs: [[STEPS, d, b, HIDDEN], state, ...(op === "LSTM" ? [state] : [])],
  };
}

/** The node itself. */
function fused(variant: Variant): Emitter {
  const { op, backwards = [false], activations, clip, coupled, linear, peepholes } = variant;
  const names = activations ?? backwards.flatMap(() => DEFAULTS[op]);
  const numbers = (index: 0 | 1) => names.flatMap((name) => NUMBERS[name]?.[index] ?? []);
  const direction = backwards.length === 2 ? "bidirectional" : backwards[0] ? "reverse" : "forward";
  const attributes: Readonly<Record<string, AttributeInput>> = {
    hidden_size: HIDDEN,
    direction,
    activations: { kind: "strings", value: names },
    activation_alpha: { kind: "floats", value: numbers(0) },
    activation_beta: { kind: "floats", value: numbers(1) },
    ...(clip === undefined ? {} : { clip: float(clip) }),
    ...(coupled ? { input_forget: 1 } : {}),
    ...(linear ? { linear_before_reset: 1 } : {}),
  };
  const g = new Emitter("node/");
  const lengths = variant.lengths === undefined ? "" : "lengths";
  const inputs = ["x", "w", "r", "bias", lengths, "h0", ...(op === "LSTM" ? ["c0", peepholes ? "p" : ""] : [])];
  g.node(op, inputs, ["y0", "y1", ...(op === "LSTM" ? ["y2"] : [])], attributes);
  return g;
}

/** The same written out. */
function unrolled(variant: Variant): Emitter {
  const { op, backwards = [false], lengths = RAGGED.map(() => STEPS), clip, peepholes } = variant;
  const count = DEFAULTS[op].length;
  const names = variant.activations ?? backwards.flatMap(() => DEFAULTS[op]);
  const node: Unrolled = {
    op,
    steps: STEPS,
    lengths,
    backwards,
    hidden: HIDDEN,
    activations: backwards.map((_, d) => names.slice(d * count, (d + 1) * count).map((name) => EMITTED[name]!)),
    ...(clip === undefined ? {} : { clip }),
    ...(variant.coupled ? { coupled: true } : {}),
    ...(variant.linear ? { linear: true } : {}),
  };
  const g = new Emitter("node/");
  const split = (name: string, size: number) =>
    Array.from({ length: size }, (_, index) => g.op("Gather", [name, g.int64(index)], { axis: 0 }));
  const each = (name: string) => split(name, backwards.length);
  emitUnrolled(g, node, {
    x: split("x", STEPS),
    w: each("w"),
    r: each("r"),
    bias: each("bias"),
    h0: each("h0"),
    c0: each("c0"),
    ...(peepholes ? { p: each("p") } : {}),
  });
  return g;
}

/** Outputs `y…`, and gradients `dx`, `dh0`, `dc0` for random cotangents, of a graph that computes `y…`. */
async function observed(
  variant: Variant,
  nodes: Emitter,
  seeded: readonly string[],
): Promise<ReadonlyMap<string, Float32Array>> {
  const { feeds, weights, outputs } = material(variant);
  const wanted = variant.op === "LSTM" ? ["x", "h0", "c0"] : ["x", "h0"];
  const initializers = new Map([...weights.map((tensor) => [tensor.name, tensor] as const), ...nodes.constants]);
  const port = (name: string) => ({ name, elementType: ElementType.FLOAT, dims: undefined });
  const names = outputs.map((_, index) => `y${index}`);
  const graph: Graph = {
    name: variant.law,
    nodes: nodes.nodes,
    initializers,
    inputs: Object.keys(feeds).map(port),
    outputs: names.map(port),
    declared: new Map(),
  };
  const inner = graph.nodes.flatMap((node) => node.outputs);
  const plain = (shown: readonly string[], all: Graph) =>
    writeModel({
      irVersion: 9,
      opsets: new Map([["", 18]]),
      producer: "",
      metadata: new Map(),
      graph: { ...all, outputs: shown.map(port) },
    });
  const floats = inner.filter((name) => !/Cast|constant/.test(name));
  const run = await runOnce(plain(floats, graph), feeds);
  const shapes = new Map<string, readonly Dim[]>([
    ...[...initializers.values()].map(({ name, dims }) => [name, dims] as const),
    ...Object.entries({ ...feeds, ...run }).map(([name, { shape }]) => [name, shape] as const),
  ]);
  const g = new Emitter("backward/");
  const { forward, gradients } = reverse(
    { graph, nodes: graph.nodes, seeds: new Map(seeded.map((name) => [name, `v${name}`])), wanted, shapes },
    g,
  );
  for (const [name, gradient] of gradients) g.node("Identity", [gradient], [`d${name}`]);
  const whole: Graph = {
    ...graph,
    nodes: [...forward, ...g.nodes],
    initializers: new Map([...initializers, ...g.constants]),
    inputs: [...graph.inputs, ...seeded.map((name) => port(`v${name}`))],
  };
  const cotangents = seeded.map((name) => {
    const shape = outputs[names.indexOf(name)]!;
    return [`v${name}`, { type: "float32", shape, data: normals(`v${name}`, shape) }] as const;
  });
  const found = [...gradients.keys()].map((name) => `d${name}`);
  const results = await runOnce(plain(found, whole), { ...feeds, ...Object.fromEntries(cotangents) });
  const kept = Object.entries({ ...run, ...results }).filter(([name]) => names.includes(name) || found.includes(name));
  return new Map(kept.map(([name, { data }]) => [name, Float32Array.from(data, Number)]));
}

describe("recurrent operators", () => {
  it.each([14, 22])("with the batch first are those with time first, transposed; opset %i", async (opset) => {
    for (const op of ["LSTM", "GRU", "RNN"] as const) {
      const variant: Variant = { op, law: "layout", backwards: BOTH, lengths: RAGGED };
      const { feeds, weights, outputs } = material(variant);
      const plain = fused(variant);
      const [node] = plain.nodes;
      const g = new Emitter("turned/");
      const before = Object.keys(feeds).map((name) => [name, g.op("Transpose", [name], { perm: [1, 0, 2] })] as const);
      const names = new Map<string, string>(before);
      const after = outputs.map((_, index) => g.fresh(`y${index}`));
      const turned = {
        ...node!,
        inputs: node!.inputs.map((name) => names.get(name) ?? name),
        outputs: after,
        attributes: new Map([...node!.attributes, ["layout", { kind: "int", value: 1 }] as const]),
      };
      g.nodes.push(...upgradeNode(turned, opset, g));
      for (const [index, name] of after.entries()) {
        g.node("Transpose", [name], [`y${index}`], { perm: index === 0 ? [1, 2, 0, 3] : [1, 0, 2] });
      }
      const run = (emitter: Emitter) => {
        const graph: Graph = {
          name: "layout",
          nodes: emitter.nodes,
          initializers: new Map(weights.map((tensor) => [tensor.name, tensor])),
          inputs: Object.keys(feeds).map((name) => ({ name, elementType: ElementType.FLOAT, dims: undefined })),
          outputs: outputs.map((_, k) => ({ name: `y${k}`, elementType: ElementType.FLOAT, dims: undefined })),
          declared: new Map(),
        };
        const opsets = new Map([["", opset]]);
        return runOnce(writeModel({ irVersion: 9, opsets, producer: "", metadata: new Map(), graph }), feeds);
      };
      expect(await run(g)).toEqual(await run(plain));
    }
  });

  it("are refused by name where their form is not known, and for gradients to their weights", () => {
    const refusal = (g: Emitter, wanted: string) => () => {
      const variant: Variant = { op: "GRU", law: "refused" };
      const graph: Graph = {
        name: "refused",
        nodes: g.nodes,
        initializers: new Map(material(variant).weights.map((tensor) => [tensor.name, tensor])),
        inputs: [],
        outputs: [],
        declared: new Map(),
      };
      const request = { graph, nodes: g.nodes, seeds: new Map([["y0", "v"]]), wanted: [wanted], shapes: new Map() };
      reverse(request, new Emitter("backward/"));
    };
    const strange = fused({ op: "GRU", law: "refused", activations: ["Sigmoid", "Swish"] });
    expect(refusal(strange, "x")).toThrow(/\(GRU\): expected a form with a gradient rule; got the activation Swish; /);
    const few = fused({ op: "GRU", law: "refused", activations: ["Sigmoid"] });
    expect(refusal(few, "x")).toThrow(/got 1 activations instead of 2; /);
    expect(refusal(fused({ op: "GRU", law: "refused" }), "w")).toThrow(
      /got a gradient wanted through input 1, a weight; /,
    );
  });

  describe("compute what their formulas written out compute, and have the same gradients", () => {
    it.each(VARIANTS.map((variant) => [`${variant.op}: ${variant.law}`, variant] as const))(
      "%s",
      async (_, variant) => {
        const names = material(variant).outputs.map((_shape, index) => `y${index}`);
        for (const seeded of [names, names.slice(-1)]) {
          const [ours, exact] = [
            await observed(variant, fused(variant), seeded),
            await observed(variant, unrolled(variant), seeded),
          ];
          const compared = [...names, "dx", "dh0", ...(variant.op === "LSTM" ? ["dc0"] : [])];
          for (const name of compared) {
            expect(exact.has(name), name).toBe(true);
            expectAllclose(ours.get(name)!, exact.get(name)!, { relative: 1e-4, absolute: 1e-5 });
          }
        }
      },
    );
  });
});
