import type { GradientRule } from "../rule.ts";
import { fixedSize, range } from "./sizes.ts";

/** Axes cropped or padded to a size about their middle; the cotangent is brought back to the old size in the same way. */
export const centerCropPad: GradientRule = {
  op: "CenterCropPad",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, ints, dims } = context;
    const [from, to] = [dims(input(0)), dims(output(0))];
    const named = ints("axes") ?? range(0, from.length);
    const axes = named.map((axis) => (axis + from.length) % from.length).filter((axis) => from[axis] !== to[axis]);
    if (axes.length === 0) return [cotangent(0)!];
    const sizes = g.int64(axes.map((axis) => fixedSize(context, input(0), axis)));
    return [g.op("CenterCropPad", [cotangent(0)!, sizes], { axes })];
  },
};
