import type { GradientRule } from "../rule.ts";
import { extremeScatter, productScatter } from "./reduced-scatter.ts";

/**
 * Data with values of `updates` put at (reduction none), added to, multiplied with or taken as maximum or minimum with
 * indices along an axis. Indices are constant; without reduction no position may be named twice, as ONNX demands.
 */
export const scatterElements: GradientRule = {
  op: "ScatterElements",
  differentiable: [0, 2],
  gradient: (context) => {
    const { g, cotangent, input, output, wanted, dims, int } = context;
    const dy = cotangent(0)!;
    const reduction = context.string("reduction", "none");
    const axis = int("axis", 0);
    const [shape, places] = [dims(input(0)), dims(input(1))];
    if (axis !== 0 && axis !== -shape.length && typeof shape[0] === "string" && typeof places[0] === "number") {
      return context.unsupported(`indices for a fixed number of samples (${places[0]}), other samples left alone`);
    }
    // Indices of one sample cannot serve more copies: Expand would need the copies' own shape.
    context.needsEqualBatches();
    if (reduction !== "none" && reduction !== "add") {
      const scatter = { data: input(0), updates: input(2), indices: input(1), axis, result: output(0), cotangent: dy };
      const { data, updates } = (reduction === "mul" ? productScatter : extremeScatter)(context, scatter);
      return [wanted(0) ? data : undefined, undefined, wanted(2) ? updates : undefined];
    }
    const kept = () =>
      g.op("ScatterElements", [dy, input(1), g.op("ConstantOfShape", [g.op("Shape", [input(1)])])], { axis });
    return [
      wanted(0) ? (reduction === "add" ? dy : kept()) : undefined,
      undefined,
      wanted(2) ? g.op("GatherElements", [dy, input(1)], { axis }) : undefined,
    ];
  },
};
