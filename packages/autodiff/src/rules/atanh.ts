import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = artanh x, y' = 1/(1 - x²); infinite at ±1. */
export const atanh: GradientRule = elementwise(
  "Atanh",
  ({ g, input }) => g.op("Reciprocal", [g.op("Sub", [g.float32(1), g.op("Mul", [input(0), input(0)])])]),
  { pole: true },
);
