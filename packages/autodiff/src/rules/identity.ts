import type { GradientRule } from "../rule.ts";

/** y = x. */
export const identity: GradientRule = {
  op: "Identity",
  differentiable: [0],
  gradient: (context) => [context.cotangent(0)],
};
