import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = x tanh(u), u = ln(1 + e^x); y' = tanh(u) + x (1 - tanh²(u)) sigmoid(x). */
export const mish: GradientRule = elementwise("Mish", ({ g, input }) => {
  const x = input(0);
  const t = g.op("Tanh", [g.op("Softplus", [x])]);
  const bend = g.op("Sub", [g.float32(1), g.op("Mul", [t, t])]);
  return g.op("Add", [t, g.op("Mul", [g.op("Mul", [x, bend]), g.op("Sigmoid", [x])])]);
});
