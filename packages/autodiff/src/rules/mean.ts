import type { GradientRule } from "../rule.ts";

/** The mean of the operands, broadcast. */
export const mean: GradientRule = {
  op: "Mean",
  differentiable: "all",
  gradient: ({ g, node, cotangent, input, output, wanted, reduceTo }) => {
    const share = g.op("Mul", [cotangent(0)!, g.float32(1 / node.inputs.length)]);
    return node.inputs.map((_, index) => (wanted(index) ? reduceTo(share, input(index), output(0)) : undefined));
  },
};
