import type { GradientRule } from "../rule.ts";

/** y = a + b, broadcast. */
export const add: GradientRule = {
  op: "Add",
  differentiable: [0, 1],
  gradient: ({ cotangent, input, output, wanted, reduceTo }) =>
    [0, 1].map((index) => (wanted(index) ? reduceTo(cotangent(0)!, input(index), output(0)) : undefined)),
};
