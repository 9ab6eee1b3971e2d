import type { GradientRule } from "../rule.ts";

/** Axes of size 1 inserted. */
export const unsqueeze: GradientRule = {
  op: "Unsqueeze",
  differentiable: [0],
  gradient: ({ g, cotangent, input }) => [g.op("Squeeze", [cotangent(0)!, input(1)])],
};
