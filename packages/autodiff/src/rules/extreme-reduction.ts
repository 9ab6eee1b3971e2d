// Rules of reductions that pick a value.

import type { GradientRule, RuleContext } from "../rule.ts";
import { mask } from "./mask.ts";
import { reduction } from "./reduction.ts";

/** The largest (smallest) value over axes; values that tie share the cotangent evenly, as in PyTorch's amax and amin. */
export function extremeReduction(op: "ReduceMax" | "ReduceMin"): GradientRule {
  return {
    op,
    differentiable: [0],
    gradient: (context) => {
      const { axes, restore } = reduction(context);
      const dy = context.cotangent(0)!;
      if (axes.length === 0) return [dy];
      return [shareAmongTies(context, restore(dy), restore(context.output(0)), axes)];
    },
  };
}

/** 1/n of the cotangent at the n values of the input that equal the extremum along `axes`, else 0. */
export function shareAmongTies(
  context: RuleContext,
  cotangent: string,
  extremum: string,
  axes: readonly number[],
): string {
  const { g, select } = context;
  const { holds, value } = mask(g, "Equal", context.input(0), extremum);
  const count = g.op("ReduceSum", [value, g.int64(axes)], { keepdims: 1 });
  // Ones of the count's shape: a quotient with a scalar above is a product with an inexact reciprocal in ONNX Runtime.
  const share = g.op("Mul", [cotangent, g.op("Div", [g.op("Div", [count, count]), count])]);
  return select(holds, share, value);
}
