import type { GradientRule, RuleContext } from "../rule.ts";
import { flatTuples } from "./index-tuples.ts";
import { extremeScatter, productScatter, type ScatterGradients } from "./reduced-scatter.ts";
import { knownProduct } from "./sizes.ts";

/**
 * Data with slices of `updates` put at (reduction none), added to, multiplied with or taken as maximum or minimum with
 * index tuples. Indices are constant; without reduction no slice may be named twice, as ONNX demands. The adjoint writes
 * only zeros and reads, or adds by ScatterElements, so it cannot race.
 */
export const scatterND: GradientRule = {
  op: "ScatterND",
  differentiable: [0, 2],
  gradient: (context) => {
    const { g, cotangent, input, wanted } = context;
    const dy = cotangent(0)!;
    const reduction = context.string("reduction", "none");
    // Tuples start with the batch's axis.
    context.needsEqualBatches();
    if (reduction !== "none" && reduction !== "add") {
      const { data, updates } = asRows(context, dy, reduction === "mul" ? productScatter : extremeScatter);
      return [wanted(0) ? data : undefined, undefined, wanted(2) ? updates : undefined];
    }
    const kept = () => {
      const zeros = g.op("ConstantOfShape", [g.op("Shape", [input(2)])]);
      return g.op("ScatterND", [dy, input(1), zeros]);
    };
    return [
      wanted(0) ? (reduction === "add" ? dy : kept()) : undefined,
      undefined,
      wanted(2) ? g.op("GatherND", [dy, input(1)]) : undefined,
    ];
  },
};

/** Slices as rows, tuples as the rows' numbers. */
function asRows(context: RuleContext, dy: string, adjoint: typeof extremeScatter): ScatterGradients {
  const { g, input, output, dims, reshapeLike } = context;
  const [shape, tuples] = [dims(input(0)), dims(input(1))];
  const depth = tuples.at(-1);
  if (typeof depth !== "number") return context.unsupported("index tuples without a fixed length");
  const width = knownProduct(shape.slice(depth));
  if (width === undefined) return context.unsupported("slices without a fixed size");
  const rows = (value: string) => g.op("Reshape", [value, g.int64([-1, width])]);
  const updates = rows(input(2));
  const numbers = g.op("Reshape", [flatTuples(context, shape.slice(0, depth), 0).indices, g.int64([-1, 1])]);
  const found = adjoint(context, {
    data: rows(input(0)),
    updates,
    indices: g.op("Expand", [numbers, g.op("Shape", [updates])]),
    axis: 0,
    result: rows(output(0)),
    cotangent: rows(dy),
  });
  return { data: reshapeLike(found.data, input(0)), updates: reshapeLike(found.updates, input(2)) };
}
