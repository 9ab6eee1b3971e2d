// Rules of reductions whose derivative to each value is known.

import type { GradientRule, RuleContext } from "../rule.ts";
import { reduction } from "./reduction.ts";

/**
 * The rule of a reduction y = f(x) over axes; `slope` emits dy/dx, shaped like x, from y at the input's rank and the
 * reduced axes.
 */
export function slopedReduction(
  op: string,
  slope: (context: RuleContext, y: string, axes: readonly number[]) => string,
): GradientRule {
  return {
    op,
    differentiable: [0],
    gradient: (context) => {
      const { axes, restore } = reduction(context);
      if (axes.length === 0) return context.unsupported("noop_with_empty_axes without axes");
      const dy = restore(context.cotangent(0)!);
      return [context.g.op("Mul", [dy, slope(context, restore(context.output(0)), axes)])];
    },
  };
}
