import type { GradientRule } from "../rule.ts";

/** Axes before and after `axis` merged to two. */
export const flatten: GradientRule = {
  op: "Flatten",
  differentiable: [0],
  gradient: ({ cotangent, input, reshapeLike }) => [reshapeLike(cotangent(0)!, input(0))],
};
