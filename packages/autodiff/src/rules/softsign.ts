import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = x/(1 + |x|), y' = (1 - |y|)². */
export const softsign: GradientRule = elementwise("Softsign", ({ g, output }) => {
  const rest = g.op("Sub", [g.float32(1), g.op("Abs", [output(0)])]);
  return g.op("Mul", [rest, rest]);
});
