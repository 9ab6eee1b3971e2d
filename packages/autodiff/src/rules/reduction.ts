// What the rules of the reductions share: which axes went, and how to bring them back.

import type { RuleContext } from "../rule.ts";
import { range } from "./sizes.ts";

export interface Reduction {
  /** Reduced axes, not negative, ascending; empty where the operator does nothing. */
  readonly axes: readonly number[];
  /** Brings a tensor shaped like the output to the input's rank, reduced axes of size 1. */
  restore(value: string): string;
}

export function reduction(context: RuleContext): Reduction {
  const { g, has, input, dims, constantInts } = context;
  const rank = dims(input(0)).length;
  const named = has(1) ? constantInts(input(1)) : [];
  if (named === undefined) return context.unsupported("axes that are not constant");
  const nothing = named.length === 0 && context.int("noop_with_empty_axes", 0) === 1;
  const chosen = named.length === 0 && !nothing ? range(0, rank) : named;
  const axes = chosen.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  const kept = context.int("keepdims", 1) === 1 || axes.length === 0;
  return { axes, restore: (value) => (kept ? value : g.op("Unsqueeze", [value, g.int64(axes)])) };
}

/** Broadcasts a restored cotangent over the reduced axes of the input. */
export function spreadOver(context: RuleContext, value: string, axes: readonly number[]): string {
  const shape = context.dims(context.input(0));
  const fixed = axes.every((axis) => typeof shape[axis] === "number");
  if (fixed) return context.expandLike(value, context.input(0));
  // A reduced symbolic axis has left no trace in the cotangent.
  return context.g.op("Expand", [value, context.g.op("Shape", [context.input(0)])]);
}
