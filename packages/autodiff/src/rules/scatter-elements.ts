import type { GradientRule } from "../rule.ts";

/**
 * Data with values of `updates` put at (reduction none) or added to (add) indices along an axis. Indices are constant;
 * without reduction no position may be named twice, as ONNX demands.
 */
export const scatterElements: GradientRule = {
  op: "ScatterElements",
  differentiable: [0, 2],
  gradient: (context) => {
    const { g, cotangent, input, wanted, dims, int } = context;
    const dy = cotangent(0)!;
    const reduction = context.string("reduction", "none");
    if (reduction !== "none" && reduction !== "add") return context.unsupported(`reduction "${reduction}"`);
    const axis = int("axis", 0);
    // Indices of one sample cannot serve more copies: Expand would need the copies' own shape.
    if (dims(input(1)).some((dim) => typeof dim === "string")) context.needsEqualBatches();
    const kept = () =>
      g.op("ScatterElements", [dy, input(1), g.op("ConstantOfShape", [g.op("Shape", [input(1)])])], { axis });
    return [
      wanted(0) ? (reduction === "add" ? dy : kept()) : undefined,
      undefined,
      wanted(2) ? g.op("GatherElements", [dy, input(1)], { axis }) : undefined,
    ];
  },
};
