import type { GradientRule } from "../rule.ts";

/** Constant values around x; the cotangent is cropped where values were added, and zero where they were removed. */
export const pad: GradientRule = {
  op: "Pad",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, has, input, constantInts } = context;
    const mode = context.string("mode", "constant");
    if (mode !== "constant") return context.unsupported(`mode "${mode}"`);
    const pads = constantInts(input(1));
    if (pads === undefined) return context.unsupported("pads that are not constant");
    const crop = g.int64(pads.map((amount) => -amount));
    return [g.op("Pad", has(3) ? [cotangent(0)!, crop, "", input(3)] : [cotangent(0)!, crop])];
  },
};
