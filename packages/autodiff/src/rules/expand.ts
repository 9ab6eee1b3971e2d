import type { GradientRule } from "../rule.ts";

/** x broadcast to a shape. */
export const expand: GradientRule = {
  op: "Expand",
  differentiable: [0],
  gradient: ({ cotangent, input, output, reduceTo }) => [reduceTo(cotangent(0)!, input(0), output(0))],
};
