import type { GradientRule } from "../rule.ts";

/** y = a·b, broadcast; da = dy·b, db = dy·a. */
export const mul: GradientRule = {
  op: "Mul",
  differentiable: [0, 1],
  gradient: ({ g, cotangent, input, output, wanted, reduceTo }) =>
    [0, 1].map((index) => {
      if (!wanted(index)) return undefined;
      return reduceTo(g.op("Mul", [cotangent(0)!, input(1 - index)]), input(index), output(0));
    }),
};
