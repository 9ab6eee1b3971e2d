import type { GradientRule } from "../rule.ts";

/** y = -x. */
export const neg: GradientRule = {
  op: "Neg",
  differentiable: [0],
  gradient: (context) => [context.g.op("Neg", [context.cotangent(0)!])],
};
