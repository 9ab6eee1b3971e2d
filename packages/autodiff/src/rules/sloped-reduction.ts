// Rules of reductions whose derivative to each value is known.

import type { GradientRule, RuleContext } from "../rule.ts";
import { reduction } from "./reduction.ts";

export interface Kinds {
  /** Whether the derivative is infinite at finite values. */
  readonly pole?: boolean;
  /** Emits where any derivative is not zero, shaped like y at the input's rank: elsewhere no cotangent passes. */
  readonly moving?: (context: RuleContext, y: string) => string;
}

/**
 * The rule of a reduction y = f(x) over axes; `slope` emits dy/dx, shaped like x, from y at the input's rank and the
 * reduced axes.
 */
export function slopedReduction(
  op: string,
  slope: (context: RuleContext, y: string, axes: readonly number[]) => string,
  { pole = false, moving }: Kinds = {},
): GradientRule {
  return {
    op,
    differentiable: [0],
    pole: () => pole,
    gradient: (context) => {
      const { axes, restore } = reduction(context);
      if (axes.length === 0) return context.unsupported("noop_with_empty_axes without axes");
      const dy = restore(context.cotangent(0)!);
      const y = restore(context.output(0));
      const passed = context.wild && moving !== undefined ? context.select(moving(context, y), dy) : dy;
      return [context.g.op("Mul", [passed, slope(context, y, axes)])];
    },
  };
}
