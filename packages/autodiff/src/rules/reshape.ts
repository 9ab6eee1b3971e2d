import type { GradientRule } from "../rule.ts";

/** The same values in another shape. */
export const reshape: GradientRule = {
  op: "Reshape",
  differentiable: [0],
  gradient: ({ cotangent, input, reshapeLike }) => [reshapeLike(cotangent(0)!, input(0))],
};
