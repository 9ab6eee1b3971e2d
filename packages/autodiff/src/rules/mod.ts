import type { GradientRule } from "../rule.ts";

/** y = a - n·b with an integer n; da = dy, and b is constant. */
export const mod: GradientRule = {
  op: "Mod",
  differentiable: [0],
  gradient: ({ cotangent, input, output, reduceTo }) => [reduceTo(cotangent(0)!, input(0), output(0))],
};
