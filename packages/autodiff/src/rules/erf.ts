import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = erf(x), y' = 2/√π e^(-x²). */
export const erf: GradientRule = elementwise("Erf", ({ g, input }) => {
  const bell = g.op("Exp", [g.op("Neg", [g.op("Mul", [input(0), input(0)])])]);
  return g.op("Mul", [bell, g.float32(2 / Math.sqrt(Math.PI))]);
});
