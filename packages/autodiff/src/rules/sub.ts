import type { GradientRule } from "../rule.ts";

/** y = a - b, broadcast. */
export const sub: GradientRule = {
  op: "Sub",
  differentiable: [0, 1],
  gradient: ({ g, cotangent, input, output, wanted, reduceTo }) => [
    wanted(0) ? reduceTo(cotangent(0)!, input(0), output(0)) : undefined,
    wanted(1) ? g.op("Neg", [reduceTo(cotangent(0)!, input(1), output(0))]) : undefined,
  ],
};
