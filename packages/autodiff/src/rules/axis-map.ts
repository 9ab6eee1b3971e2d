// Linear maps along one axis, as matrices.

import type { Emitter } from "../emitter.ts";
import { range } from "./sizes.ts";

/** `value` of the given rank with `matrix` `[n, k]` applied from the right along `axis`: n values become k. */
export function mapAxis(g: Emitter, value: string, rank: number, axis: number, matrix: string): string {
  if (axis === rank - 1) return g.op("MatMul", [value, matrix]);
  const perm = range(0, rank);
  [perm[axis], perm[rank - 1]] = [rank - 1, axis];
  // A swap is its own inverse.
  const swapped = g.op("MatMul", [g.op("Transpose", [value], { perm }), matrix]);
  return g.op("Transpose", [swapped], { perm });
}
