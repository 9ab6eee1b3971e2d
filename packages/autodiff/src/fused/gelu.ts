import { floatAttribute } from "../opset/rewrite.ts";
import type { FusedContext, WriteOut } from "./write-out.ts";

/** Emits x Φ(x) as `output`, Φ the distribution function of a standard normal. */
export function emitGelu({ g }: FusedContext, x: string, output: string): void {
  const distributed = g.op("Add", [g.op("Erf", [g.op("Div", [x, g.float32(Math.SQRT2)])]), g.float32(1)]);
  g.node("Mul", [g.op("Mul", [x, distributed]), g.float32(0.5)], [output]);
}

/** The first input, plus the second where there is one. */
function biased({ g, input }: FusedContext): string | undefined {
  const [x, bias] = [input(0), input(1)];
  return x === undefined || bias === undefined ? x : g.op("Add", [x, bias]);
}

/** Gelu and BiasGelu. */
export const gelu: WriteOut = (context) => {
  const x = biased(context);
  if (x === undefined) return false;
  emitGelu(context, x, context.output(0));
  return true;
};

/** x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))). */
export const fastGelu: WriteOut = (context) => {
  const { g, output } = context;
  const x = biased(context);
  if (x === undefined) return false;
  const cube = g.op("Mul", [g.op("Mul", [x, x]), x]);
  const inner = g.op("Add", [x, g.op("Mul", [cube, g.float32(0.044715)])]);
  const gate = g.op("Tanh", [g.op("Mul", [inner, g.float32(Math.sqrt(2 / Math.PI))])]);
  g.node("Mul", [g.op("Mul", [x, g.float32(0.5)]), g.op("Add", [gate, g.float32(1)])], [output(0)]);
  return true;
};

/** x σ(αx), α = 1.702 by default. */
export const quickGelu: WriteOut = ({ node, g, input, output }) => {
  const x = input(0);
  if (x === undefined) return false;
  const gate = g.op("Sigmoid", [g.op("Mul", [x, g.float32(floatAttribute(node, "alpha") ?? 1.702)])]);
  g.node("Mul", [x, gate], [output(0)]);
  return true;
};

/** Halves a, b of the last axis of x + bias: a Gelu(b). */
export const biasSplitGelu: WriteOut = (context) => {
  const { g, input, output } = context;
  const [x, bias] = [input(0), input(1)];
  if (x === undefined || bias === undefined) return false;
  const [first = "", second = ""] = g.ops("Split", [g.op("Add", [x, bias])], { axis: -1, num_outputs: 2 }, 2);
  const gate = g.fresh("Gelu");
  emitGelu(context, second, gate);
  g.node("Mul", [first, gate], [output(0)]);
  return true;
};
