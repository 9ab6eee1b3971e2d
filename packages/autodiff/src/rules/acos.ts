import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = arccos x, y' = -1/√(1 - x²); infinite at ±1. */
export const acos: GradientRule = elementwise(
  "Acos",
  ({ g, input }) => {
    const rest = g.op("Sub", [g.float32(1), g.op("Mul", [input(0), input(0)])]);
    return g.op("Div", [g.float32(-1), g.op("Sqrt", [rest])]);
  },
  { pole: true },
);
