import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = arcosh x, y' = 1/√(x² - 1); infinite at 1. */
export const acosh: GradientRule = elementwise(
  "Acosh",
  ({ g, input }) => {
    const rest = g.op("Sub", [g.op("Mul", [input(0), input(0)]), g.float32(1)]);
    return g.op("Reciprocal", [g.op("Sqrt", [rest])]);
  },
  { pole: true },
);
