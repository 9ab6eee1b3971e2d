import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = 1/x, y' = -y². */
export const reciprocal: GradientRule = elementwise(
  "Reciprocal",
  ({ g, output }) => g.op("Neg", [g.op("Mul", [output(0), output(0)])]),
  { pole: true },
);
