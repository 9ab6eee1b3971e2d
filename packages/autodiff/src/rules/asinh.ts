import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = arsinh x, y' = 1/√(x² + 1). */
export const asinh: GradientRule = elementwise("Asinh", ({ g, input }) => {
  const sum = g.op("Add", [g.op("Mul", [input(0), input(0)]), g.float32(1)]);
  return g.op("Reciprocal", [g.op("Sqrt", [sum])]);
});
