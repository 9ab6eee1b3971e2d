import type { GradientRule } from "../rule.ts";
import { fixedSize, product, spatialSizes } from "./sizes.ts";

/** Values put where MaxPool found them, zeros elsewhere; indices, which count over the whole batch, are constant. */
export const maxUnpool: GradientRule = {
  op: "MaxUnpool",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, reshapeLike } = context;
    const size = fixedSize(context, output(0), 1) * product(spatialSizes(context, output(0)));
    const rows = g.int64([0, -1]);
    const places = g.op("Reshape", [g.op("Mod", [input(1), g.int64([size])]), rows]);
    const values = g.op("Reshape", [cotangent(0)!, rows]);
    // The cotangent may hold more copies than the forward pass.
    const copies = g.op("Concat", [g.op("Shape", [values], { start: 0, end: 1 }), g.int64([1])], { axis: 0 });
    const picked = g.op("GatherElements", [values, g.op("Expand", [places, copies])], { axis: 1 });
    return [reshapeLike(picked, input(0))];
  },
};
