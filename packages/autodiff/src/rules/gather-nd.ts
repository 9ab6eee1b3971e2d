import type { Dim } from "../model/graph.ts";
import type { GradientRule, RuleContext } from "../rule.ts";
import { scatterRows } from "./row-scatter.ts";
import { knownProduct, product, range } from "./sizes.ts";

/** Slices by tuples of integer indices, which are constant; leading `batch_dims` axes pick each from their own. */
export const gatherND: GradientRule = {
  op: "GatherND",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, dims, reshapeLike } = context;
    const [shape, picked] = [dims(input(0)), dims(input(1))];
    const batches = context.int("batch_dims", 0);
    const depth = picked.at(-1);
    if (typeof depth !== "number") return context.unsupported("index tuples without a fixed length");
    const indexed = shape.slice(batches, batches + depth);
    const lead = knownProduct(shape.slice(0, batches));
    const count = knownProduct(picked.slice(batches, -1));
    const width = knownProduct(shape.slice(batches + depth));
    if ([lead, count, width].filter((size) => size === undefined).length > 1) {
      return context.unsupported("several sizes that are not fixed");
    }
    if (count === undefined || (lead === undefined && batches > 1)) context.needsEqualBatches();
    const values = g.op("Reshape", [cotangent(0)!, g.int64([lead ?? -1, count ?? -1, width ?? -1])]);
    const sizes = runTimeSizes(context, indexed, batches);
    const flat = g.op("ReduceSum", [
      g.op("Mul", [g.op("Mod", [input(1), sizes]), strides(context, indexed)]),
      g.int64([-1]),
    ]);
    const indices = g.op("Reshape", [flat, g.int64([lead ?? -1, count ?? -1])]);
    const size = knownProduct(indexed) ?? g.op("ReduceProd", [sizes], { keepdims: 1 });
    return [reshapeLike(scatterRows(context, { values, indices, size, count, width }), input(0))];
  },
};

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
