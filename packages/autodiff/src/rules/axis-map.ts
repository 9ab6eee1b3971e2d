// Linear maps along one axis, as matrices.

import { ElementType } from "../model/graph.ts";
import type { RuleContext } from "../rule.ts";
import { range } from "./sizes.ts";

/**
 * `value` of the given rank with `matrix` `[n, k]` applied from the right along `axis`: n values become k. Where a
 * cotangent may be infinite, what it reaches by a weight that is not 0 becomes NaN, and nothing else.
 */
export function mapAxis(context: RuleContext, value: string, rank: number, axis: number, matrix: string): string {
  if (!context.wild) return applied(context, value, rank, axis, matrix);
  const { g } = context;
  const zero = g.float32(0);
  const bad = g.op("Or", [g.op("IsNaN", [value]), g.op("IsInf", [value])]);
  const finite = applied(context, g.op("Where", [bad, zero, value]), rank, axis, matrix);
  const weighted = g.op("Cast", [g.op("Cast", [matrix], { to: ElementType.BOOL })], { to: ElementType.FLOAT });
  const spread = applied(context, g.op("Cast", [bad], { to: ElementType.FLOAT }), rank, axis, weighted);
  return g.op("Where", [g.op("Greater", [spread, zero]), g.float32(Number.NaN), finite]);
}

function applied({ g }: RuleContext, value: string, rank: number, axis: number, matrix: string): string {
  if (axis === rank - 1) return g.op("MatMul", [value, matrix]);
  const perm = range(0, rank);
  [perm[axis], perm[rank - 1]] = [rank - 1, axis];
  // A swap is its own inverse.
  const swapped = g.op("MatMul", [g.op("Transpose", [value], { perm }), matrix]);
  return g.op("Transpose", [swapped], { perm });
}
