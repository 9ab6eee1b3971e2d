import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = 1/(1 + e^-x), y' = y(1 - y). */
export const sigmoid: GradientRule = elementwise("Sigmoid", ({ g, output }) =>
  g.op("Mul", [output(0), g.op("Sub", [g.float32(1), output(0)])]),
);
