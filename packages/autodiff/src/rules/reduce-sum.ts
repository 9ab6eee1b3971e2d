import type { GradientRule } from "../rule.ts";
import { reduction, spreadOver } from "./reduction.ts";

/** The sum over axes; every summand gets the cotangent. */
export const reduceSum: GradientRule = {
  op: "ReduceSum",
  differentiable: [0],
  gradient: (context) => {
    const { axes, restore } = reduction(context);
    return [axes.length === 0 ? context.cotangent(0) : spreadOver(context, restore(context.cotangent(0)!), axes)];
  },
};
