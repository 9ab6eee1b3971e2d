import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = arcsin x, y' = 1/√(1 - x²); infinite at ±1. */
export const asin: GradientRule = elementwise(
  "Asin",
  ({ g, input }) => {
    const rest = g.op("Sub", [g.float32(1), g.op("Mul", [input(0), input(0)])]);
    return g.op("Reciprocal", [g.op("Sqrt", [rest])]);
  },
  { pole: true },
);
