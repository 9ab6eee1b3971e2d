import { ElementType, Emitter, writeModel } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { runOnce } from "@stillpoint/onnx/node";
import { describe, expect, it } from "vitest";
import { normals } from "../../fixtures/tiny.ts";
import { adam, adamW } from "./adam.ts";
import type { Optimiser } from "./optimiser.ts";
import { sgd } from "./sgd.ts";

const SIZE = 7;
const STEPS = 4;
const RATES = [0.1, 0.05, 0.2, 0.01];
const start = normals(SIZE, 3, "weights");
const gradients = RATES.map((_, step) => normals(SIZE, 4 + step, "gradient"));

/** Weights after `STEPS` updates by the emitted graph. */
async function emitted(optimiser: Optimiser, decayed: boolean): Promise<number[]> {
  const g = new Emitter("update/");
  const scalars = Object.keys(optimiser.scalars(1, 1));
  const update = optimiser.update({
    g,
    weights: "weights",
    gradient: "gradient",
    moments: optimiser.moments,
    decayed,
    scalar: (name) => name,
  });
  const port = (name: string, dims: readonly number[]) => ({ name, elementType: ElementType.FLOAT, dims });
  const used = new Set(g.nodes.flatMap((node) => node.inputs));
  const inputs = [
    ...["weights", "gradient", ...optimiser.moments].map((name) => port(name, [SIZE])),
    ...scalars.map((name) => port(name, [])),
  ].filter(({ name }) => used.has(name));
  const bytes = writeModel({
    irVersion: 8,
    opsets: new Map([["", 18]]),
    producer: "test",
    metadata: new Map(),
    graph: {
      name: "update",
      nodes: g.nodes,
      initializers: g.constants,
      inputs,
      outputs: [update.weights, ...update.moments].map((name) => port(name, [SIZE])),
      declared: new Map(),
    },
  });
  const vector = (data: Float32Array): Tensor => ({ type: "float32", shape: [SIZE], data });
  let state: Record<string, Tensor> = Object.fromEntries(
    ["weights", ...optimiser.moments].map((name) => [name, vector(new Float32Array(SIZE))]),
  );
  state.weights = vector(start);
  for (const [index, rate] of RATES.entries()) {
    const values = Object.entries(optimiser.scalars(index + 1, rate)).map(
      ([name, value]) => [name, { type: "float32", shape: [], data: Float32Array.of(value) }] as const,
    );
    const all: Record<string, Tensor> = {
      ...state,
      gradient: vector(gradients[index]!),
      ...Object.fromEntries(values),
    };
    const outputs = await runOnce(bytes, Object.fromEntries(inputs.map(({ name }) => [name, all[name]!])));
    state = Object.fromEntries([
      ["weights", outputs[update.weights]!],
      ...optimiser.moments.map((name, position) => [name, outputs[update.moments[position]!]!] as const),
    ]);
  }
  return Array.from(state.weights!.data, Number);
}

type Rule = (w: number, gradient: number, rate: number, step: number, memory: number[]) => number;

/** The same updates by hand in float64. */
function byHand(rule: Rule): number[] {
  return Array.from(start, (initial, index) => {
    const memory = [0, 0];
    return RATES.reduce((w, rate, step) => rule(w, gradients[step]![index]!, rate, step + 1, memory), initial);
  });
}

const plain: Rule = (w, gradient, rate) => w - rate * gradient;

const velocity: Rule = (w, gradient, rate, _step, memory) => {
  memory[0] = 0.9 * memory[0]! + gradient + 0.03 * w;
  return w - rate * memory[0];
};

const nesterov: Rule = (w, gradient, rate, _step, memory) => {
  memory[0] = 0.9 * memory[0]! + gradient;
  return w - rate * (gradient + 0.9 * memory[0]);
};

const adaptive =
  (decay: number, shrink: number): Rule =>
  (w, raw, rate, step, memory) => {
    const gradient = raw + decay * w;
    memory[0] = 0.9 * memory[0]! + 0.1 * gradient;
    memory[1] = 0.999 * memory[1]! + 0.001 * gradient ** 2;
    const mean = memory[0] / (1 - 0.9 ** step);
    const square = memory[1] / (1 - 0.999 ** step);
    return w * (1 - rate * shrink) - (rate * mean) / (Math.sqrt(square) + 1e-8);
  };

const cases: readonly (readonly [string, Optimiser, boolean, Rule])[] = [
  ["SGD", sgd(), true, plain],
  ["SGD with momentum and decay", sgd({ momentum: 0.9, weightDecay: 0.03 }), true, velocity],
  ["SGD with Nesterov momentum", sgd({ momentum: 0.9, nesterov: true }), true, nesterov],
  ["Adam", adam(), true, adaptive(0, 0)],
  ["Adam with L2", adam({ weightDecay: 0.02 }), true, adaptive(0.02, 0)],
  ["AdamW", adamW({ weightDecay: 0.3 }), true, adaptive(0, 0.3)],
  ["AdamW on weights that do not decay", adamW({ weightDecay: 0.3 }), false, adaptive(0, 0)],
];

describe.each(cases)("%s", (_name, optimiser, decayed, rule) => {
  it(`equals the update by hand in float64 over ${STEPS} steps`, async () => {
    const result = await emitted(optimiser, decayed);
    byHand(rule).forEach((expected, index) => {
      expect(result[index]).toBeCloseTo(expected, 5);
    });
  });
});

describe("optimisers", () => {
  it("refuse numbers outside their domain", () => {
    expect(() => sgd({ momentum: 1 })).toThrow(/momentum/);
    expect(() => adam({ betas: [0.9, 1] })).toThrow(/betas/);
  });
});
