// Tuples of indices as numbers of rows.

import type { Dim } from "../model/graph.ts";
import type { RuleContext } from "../rule.ts";
import { product, range } from "./sizes.ts";

/**
 * Row numbers `[.., 1]` of the tuples in input 1, which index the axes `indexed` of input 0 from axis `batches` on;
 * `sizes` are those axes' sizes. Negative indices count from the end.
 */
export function flatTuples(
  context: RuleContext,
  indexed: readonly Dim[],
  batches: number,
): { readonly indices: string; readonly sizes: string } {
  const { g, input } = context;
  const sizes = runTimeSizes(context, indexed, batches);
  const places = g.op("Mul", [g.op("Mod", [input(1), sizes]), strides(context, indexed)]);
  return { indices: g.op("ReduceSum", [places, g.int64([-1])]), sizes };
}

/** Sizes of the indexed axes; integer Mod with them makes negative indices positive. */
function runTimeSizes(context: RuleContext, indexed: readonly Dim[], batches: number): string {
  const known = indexed.filter((dim) => typeof dim === "number");
  if (known.length === indexed.length) return context.g.int64(known);
  context.needsEqualBatches();
  return context.g.op("Shape", [context.input(0)], { start: batches, end: batches + indexed.length });
}

/** Rows per step of each indexed axis. */
function strides(context: RuleContext, indexed: readonly Dim[]): string {
  const later = indexed.slice(1).map((dim) => {
    return typeof dim === "number" ? dim : context.unsupported("an indexed axis behind the first without fixed size");
  });
  return context.g.int64(range(0, indexed.length).map((axis) => product(later.slice(axis))));
}
