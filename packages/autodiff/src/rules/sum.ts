import type { GradientRule } from "../rule.ts";

/** The sum of the operands, broadcast. */
export const sum: GradientRule = {
  op: "Sum",
  differentiable: "all",
  gradient: ({ node, cotangent, input, output, wanted, reduceTo }) =>
    node.inputs.map((_, index) => (wanted(index) ? reduceTo(cotangent(0)!, input(index), output(0)) : undefined)),
};
