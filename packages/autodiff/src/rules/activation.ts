import { type Emitter, float } from "../emitter.ts";
import type { RuleContext } from "../rule.ts";

/** An activation of a recurrent operator, its numbers given. */
export interface Activation {
  value(g: Emitter, a: string): string;
  /** Its derivative at `a`, where it has the value `y`. */
  slope(g: Emitter, a: string, y: string): string;
}

/** An activation without its numbers, ONNX's `activation_alpha` and `activation_beta`; defaults are ONNX Runtime's. */
interface Form {
  readonly first?: number;
  readonly second?: number;
  with(first: number, second: number): Activation;
}

/** Those ONNX Runtime has, by ONNX's name in lower case. */
const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  [
    "affine",
    {
      first: 0,
      second: 0,
      with: (scale, shift) => ({
        value: (g, a) => g.op("Add", [times(g, a, scale), g.float32(shift)]),
        slope: (g, a) => where(g, "Equal", a, a, scale, scale),
      }),
    },
  ],
  [
    "elu",
    {
      first: 1,
      with: (below) => ({
        value: (g, a) => g.op("Elu", [a], { alpha: float(below) }),
        slope: (g, a, y) => g.op("Where", [isPositive(g, a), g.float32(1), g.op("Add", [y, g.float32(below)])]),
      }),
    },
  ],
  [
    "hardsigmoid",
    {
      first: 0.2,
      second: 0.5,
      with: (scale, shift) => ({
        value: (g, a) => g.op("HardSigmoid", [a], { alpha: float(scale), beta: float(shift) }),
        slope: (g, _, y) => {
          const inside = g.op("And", [g.op("Greater", [y, g.float32(0)]), g.op("Less", [y, g.float32(1)])]);
          return g.op("Where", [inside, g.float32(scale), g.float32(0)]);
        },
      }),
    },
  ],
  [
    "leakyrelu",
    {
      first: 0.01,
      with: (below) => ({
        value: (g, a) => g.op("LeakyRelu", [a], { alpha: float(below) }),
        slope: (g, a) => where(g, "Greater", a, g.float32(0), 1, below),
      }),
    },
  ],
  [
    "relu",
    {
      with: () => ({
        value: (g, a) => g.op("Relu", [a]),
        slope: (g, a) => where(g, "Greater", a, g.float32(0), 1, 0),
      }),
    },
  ],
  [
    "scaledtanh",
    {
      first: 0,
      second: 0,
      with: (scale, steepness) => ({
        value: (g, a) => times(g, g.op("Tanh", [times(g, a, steepness)]), scale),
        slope: (g, a) => times(g, tanhSlope(g, g.op("Tanh", [times(g, a, steepness)])), scale * steepness),
      }),
    },
  ],
  [
    "sigmoid",
    {
      with: () => ({
        value: (g, a) => g.op("Sigmoid", [a]),
        slope: (g, _, y) => g.op("Mul", [y, g.op("Sub", [g.float32(1), y])]),
      }),
    },
  ],
  ["softplus", { with: () => ({ value: (g, a) => g.op("Softplus", [a]), slope: (g, a) => g.op("Sigmoid", [a]) }) }],
  [
    "softsign",
    {
      with: () => ({
        value: (g, a) => g.op("Softsign", [a]),
        slope: (g, a) => {
          const size = g.op("Add", [g.op("Abs", [a]), g.float32(1)]);
          return g.op("Reciprocal", [g.op("Mul", [size, size])]);
        },
      }),
    },
  ],
  ["tanh", { with: () => ({ value: (g, a) => g.op("Tanh", [a]), slope: (g, _, y) => tanhSlope(g, y) }) }],
  [
    "thresholdedrelu",
    {
      first: 0,
      with: (threshold) => ({
        value: (g, a) => g.op("ThresholdedRelu", [a], { alpha: float(threshold) }),
        slope: (g, a) => where(g, "Greater", a, g.float32(threshold), 1, 0),
      }),
    },
  ],
]);

function times(g: Emitter, a: string, factor: number): string {
  return g.op("Mul", [a, g.float32(factor)]);
}

function tanhSlope(g: Emitter, y: string): string {
  return g.op("Sub", [g.float32(1), g.op("Mul", [y, y])]);
}

function isPositive(g: Emitter, a: string): string {
  return g.op("Greater", [a, g.float32(0)]);
}

function where(g: Emitter, comparison: string, a: string, b: string, holds: number, otherwise: number): string {
  return g.op("Where", [g.op(comparison, [a, b]), g.float32(holds), g.float32(otherwise)]);
}

/**
 * The activations of a recurrent node, `defaults.length` for each direction. As ONNX Runtime does, the lists of numbers
 * are given out in order to those functions that take one. Throws `StillpointError OPERATOR` for one it does not have.
 */
export function activationsOf(
  context: RuleContext,
  defaults: readonly string[],
  directions: number,
): readonly (readonly Activation[])[] {
  const usual = Array.from({ length: directions }, () => defaults).flat();
  const names = context.strings("activations") ?? usual;
  if (names.length !== usual.length) context.unsupported(`${names.length} activations instead of ${usual.length}`);
  const firsts = [...(context.floats("activation_alpha") ?? [])];
  const seconds = [...(context.floats("activation_beta") ?? [])];
  const all = names.map((name) => {
    const form = FORMS.get(name.toLowerCase());
    if (form === undefined) return context.unsupported(`the activation ${name}`);
    const first = form.first === undefined ? 0 : (firsts.shift() ?? form.first);
    const second = form.second === undefined ? 0 : (seconds.shift() ?? form.second);
    return form.with(first, second);
  });
  return Array.from({ length: directions }, (_, d) => all.slice(d * defaults.length, (d + 1) * defaults.length));
}
