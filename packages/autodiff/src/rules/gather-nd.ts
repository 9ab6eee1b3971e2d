import type { GradientRule } from "../rule.ts";
import { flatTuples } from "./index-tuples.ts";
import { scatterRows } from "./row-scatter.ts";
import { knownProduct } from "./sizes.ts";

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
    const { indices: flat, sizes } = flatTuples(context, indexed, batches);
    const indices = g.op("Reshape", [flat, g.int64([lead ?? -1, count ?? -1])]);
    const size = knownProduct(indexed) ?? g.op("ReduceProd", [sizes], { keepdims: 1 });
    return [reshapeLike(scatterRows(context, { values, indices, size, count, width }), input(0))];
  },
};
