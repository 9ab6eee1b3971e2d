import type { GradientRule } from "../rule.ts";

/** Axes of size 1 removed: those named, or all. */
export const squeeze: GradientRule = {
  op: "Squeeze",
  differentiable: [0],
  gradient: ({ g, cotangent, has, input, dims, constantInts, reshapeLike }) => {
    const ones = () => dims(input(0)).flatMap((dim, axis) => (dim === 1 ? [axis] : []));
    const axes = has(1) ? constantInts(input(1)) : ones();
    if (axes === undefined) return [reshapeLike(cotangent(0)!, input(0))];
    // Negative axes count the axes of the input, which Unsqueeze's result has again.
    return [g.op("Unsqueeze", [cotangent(0)!, g.int64(axes)])];
  },
};
