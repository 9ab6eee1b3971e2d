import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = arctan x, y' = 1/(1 + x²). */
export const atan: GradientRule = elementwise("Atan", ({ g, input }) =>
  g.op("Reciprocal", [g.op("Add", [g.op("Mul", [input(0), input(0)]), g.float32(1)])]),
);
