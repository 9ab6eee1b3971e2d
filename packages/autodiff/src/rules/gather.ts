import type { Dim } from "../model/graph.ts";
import type { GradientRule, RuleContext } from "../rule.ts";
import { padAxes } from "./margin.ts";
import { scatterRows } from "./row-scatter.ts";
import { knownProduct } from "./sizes.ts";

/** Slices of an axis by integer indices, which are constant; a slice picked twice gets both cotangents. */
export const gather: GradientRule = {
  op: "Gather",
  differentiable: [0],
  gradient: (context) => {
    const { input, dims, reshapeLike } = context;
    const shape = dims(input(0));
    const axis = (context.int("axis", 0) + shape.length) % shape.length;
    return [stretch(context, axis) ?? reshapeLike(scattered(context, shape, axis), input(0))];
  },
};

/** A single index or a run of them is a Slice, whose adjoint is a margin of zeros. */
function stretch(context: RuleContext, axis: number): string | undefined {
  const { g, cotangent, input, dims, constantInts } = context;
  const rank = dims(input(1)).length;
  const size = dims(input(0))[axis];
  const named = constantInts(input(1));
  if (named === undefined || named.length === 0 || rank > 1 || typeof size !== "number") return undefined;
  const indices = named.map((index) => (index < 0 ? index + size : index));
  const before = indices[0]!;
  if (indices.some((index, at) => index !== before + at)) return undefined;
  const dy = rank === 0 ? g.op("Unsqueeze", [cotangent(0)!, g.int64([axis])]) : cotangent(0)!;
  const margin = { before, after: size - before - indices.length };
  return padAxes(g, dy, dims(input(0)).length, new Map([[axis, margin]]));
}

function scattered(context: RuleContext, shape: readonly Dim[], axis: number): string {
  const { g, cotangent, input, dims } = context;
  const picked = dims(input(1));
  const [lead, count, width] = [shape.slice(0, axis), picked, shape.slice(axis + 1)].map(knownProduct);
  const open = [lead, count, width].filter((size) => size === undefined).length;
  if (open > 1) return context.unsupported("indices and data that both have a size that is not fixed");
  if (count === undefined) context.needsEqualBatches();
  const values = g.op("Reshape", [cotangent(0)!, g.int64([lead ?? -1, count ?? -1, width ?? -1])]);
  const indices = g.op("Reshape", [input(1), g.int64([1, -1])]);
  const size = shape[axis]!;
  if (typeof size === "number") return scatterRows(context, { values, indices, size, count, width });
  context.needsEqualBatches();
  const rows = g.op("Shape", [input(0)], { start: axis, end: axis + 1 });
  return scatterRows(context, { values, indices, size: rows, count, width });
}
