// Rules of functions applied to each element alone: the cotangent times the derivative there.

import type { GradientRule, RuleContext } from "../rule.ts";

/**
 * The rule of y = f(x) with `derivative` emitting f'(x), shaped like x. The derivative reads forward tensors only, so
 * that a larger cotangent batch costs one multiplication.
 */
export function elementwise(op: string, derivative: (context: RuleContext) => string): GradientRule {
  return {
    op,
    differentiable: [0],
    gradient: (context) => [context.g.op("Mul", [context.cotangent(0)!, derivative(context)])],
  };
}
