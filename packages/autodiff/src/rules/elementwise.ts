// Rules of functions applied to each element alone: the cotangent times the derivative there.

import type { GradientRule, RuleContext } from "../rule.ts";

export interface Kinds {
  /** Whether the derivative is infinite at a finite value. */
  readonly pole?: boolean;
  /** Emits where the derivative is not zero, for functions that are flat somewhere: there no cotangent passes. */
  readonly moving?: (context: RuleContext) => string;
}

/**
 * The rule of y = f(x) with `derivative` emitting f'(x), shaped like x. The derivative reads forward tensors only, so
 * that a larger cotangent batch costs one multiplication.
 */
export function elementwise(
  op: string,
  derivative: (context: RuleContext) => string,
  { pole = false, moving }: Kinds = {},
): GradientRule {
  return {
    op,
    differentiable: [0],
    pole: () => pole,
    gradient: (context) => {
      const dy = context.cotangent(0)!;
      const passed = context.wild && moving !== undefined ? context.select(moving(context), dy) : dy;
      return [context.g.op("Mul", [passed, derivative(context)])];
    },
  };
}
