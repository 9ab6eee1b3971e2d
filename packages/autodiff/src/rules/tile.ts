import type { Dim } from "../model/graph.ts";
import type { GradientRule, RuleContext } from "../rule.ts";

/** The tensor repeated along its axes; the cotangents of the copies are summed. */
export const tile: GradientRule = {
  op: "Tile",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, dims, constantInts } = context;
    const [shape, tiled] = [dims(input(0)), dims(output(0))];
    const named = constantInts(input(1));
    const blocks = shape.map((dim, axis) => block(context, dim, tiled[axis]!, named?.[axis]));
    const summed = blocks.flatMap(({ copies }, axis) => (copies === 1 ? [] : [2 * axis]));
    if (summed.length === 0) return [cotangent(0)!];
    const sizes = blocks.flatMap(({ copies, size }) => [copies, size]);
    if (sizes.filter((size) => size === -1).length > 1) return context.unsupported("several sizes that are not fixed");
    const split = g.op("Reshape", [cotangent(0)!, g.int64(sizes)]);
    const whole = g.op("ReduceSum", [split, g.int64(summed)], { keepdims: 1 });
    return [context.reshapeLike(whole, input(0))];
  },
};

/** Copies along an axis and their size; -1 is the one that is not fixed. */
function block(context: RuleContext, from: Dim, to: Dim, named: number | undefined): { copies: number; size: number } {
  if (typeof from === "number") {
    return typeof to === "number" ? { copies: to / from, size: from } : { copies: -1, size: from };
  }
  if (from === to || named === 1) return { copies: 1, size: -1 };
  if (named === undefined) return context.unsupported("repeats that are not constant");
  return { copies: named, size: -1 };
}
