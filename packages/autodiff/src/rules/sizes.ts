// Axis sizes a rule needs as numbers.

import type { Dim } from "../model/graph.ts";
import type { RuleContext } from "../rule.ts";

/** Size of `axis` (may be negative) of a forward tensor; unsupported where it is symbolic. */
export function fixedSize(context: RuleContext, tensor: string, axis: number): number {
  const dim = context.dims(tensor).at(axis);
  if (typeof dim === "number") return dim;
  return context.unsupported(`a size that is not fixed (${String(dim)}) on axis ${axis} of tensor ${tensor}`);
}

/** Sizes of the axes after batch and channel. */
export function spatialSizes(context: RuleContext, tensor: string): number[] {
  const rank = context.dims(tensor).length;
  return range(2, rank).map((axis) => fixedSize(context, tensor, axis));
}

/** The integers from `start` up to, without, `end`. */
export function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}

/** The product of the sizes, or undefined where one is symbolic. */
export function knownProduct(dims: readonly Dim[]): number | undefined {
  return dims.reduce<number | undefined>(
    (total, dim) => (total === undefined || typeof dim === "string" ? undefined : total * dim),
    1,
  );
}
