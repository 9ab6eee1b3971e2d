import type { GradientRule } from "../rule.ts";

/** The upper or lower triangle, zero elsewhere. */
export const trilu: GradientRule = {
  op: "Trilu",
  differentiable: [0],
  gradient: ({ g, cotangent, has, input, int }) => [
    g.op("Trilu", has(1) ? [cotangent(0)!, input(1)] : [cotangent(0)!], { upper: int("upper", 1) }),
  ],
};
