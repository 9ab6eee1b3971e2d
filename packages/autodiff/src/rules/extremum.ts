// Rules of Max and Min over operands.

import type { GradientRule } from "../rule.ts";
import { mask } from "./mask.ts";

/** The largest (smallest) of the operands, broadcast; operands that tie share the gradient evenly, as in PyTorch. */
export function extremum(op: "Max" | "Min"): GradientRule {
  return {
    op,
    differentiable: "all",
    gradient: ({ g, node, cotangent, input, output, wanted, reduceTo, select }) => {
      const dy = cotangent(0)!;
      if (node.inputs.length === 1) return [dy];
      const hits = node.inputs.map((_, index) => mask(g, "Equal", input(index), output(0)));
      const share = g.op("Div", [
        dy,
        g.op(
          "Sum",
          hits.map(({ value }) => value),
        ),
      ]);
      return hits.map(({ holds, value }, index) =>
        wanted(index) ? reduceTo(select(holds, share, value), input(index), output(0)) : undefined,
      );
    },
  };
}
