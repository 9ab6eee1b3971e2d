import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = x s with s = sigmoid(αx), α is 1 unless given; y' = s + αy(1 - s). */
export const swish: GradientRule = elementwise("Swish", ({ g, input, output, float }) => {
  const scale = float("alpha", 1);
  const s = g.op("Sigmoid", [scale === 1 ? input(0) : g.op("Mul", [input(0), g.float32(scale)])]);
  const rest = g.op("Mul", [g.op("Sub", [g.float32(1), s]), g.float32(scale)]);
  return g.op("Add", [s, g.op("Mul", [output(0), rest])]);
});
