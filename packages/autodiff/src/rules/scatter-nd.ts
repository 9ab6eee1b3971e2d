import type { GradientRule } from "../rule.ts";

/**
 * Data with slices of `updates` put at (reduction none) or added to (add) index tuples. Indices are constant; without
 * reduction no slice may be named twice, as ONNX demands. The adjoint writes only zeros and reads, so it cannot race.
 */
export const scatterND: GradientRule = {
  op: "ScatterND",
  differentiable: [0, 2],
  gradient: (context) => {
    const { g, cotangent, input, wanted } = context;
    const dy = cotangent(0)!;
    const reduction = context.string("reduction", "none");
    if (reduction !== "none" && reduction !== "add") return context.unsupported(`reduction "${reduction}"`);
    // Tuples start with the batch's axis.
    context.needsEqualBatches();
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
