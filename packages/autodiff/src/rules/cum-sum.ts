import type { GradientRule } from "../rule.ts";

/** Running sums along an axis; the cotangent is summed from the other end. */
export const cumSum: GradientRule = {
  op: "CumSum",
  differentiable: [0],
  gradient: ({ g, cotangent, input, int }) => [
    g.op("CumSum", [cotangent(0)!, input(1)], { exclusive: int("exclusive", 0), reverse: 1 - int("reverse", 0) }),
  ],
};
