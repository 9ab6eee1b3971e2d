import type { GradientRule } from "../rule.ts";

/** y = e^x / Σ e^x along an axis; dx = y (dy - Σ y dy). */
export const softmax: GradientRule = {
  op: "Softmax",
  differentiable: [0],
  gradient: ({ g, cotangent, output, int }) => {
    const y = output(0);
    const weighted = g.op("Mul", [cotangent(0)!, y]);
    const total = g.op("ReduceSum", [weighted, g.int64([int("axis", -1)])], { keepdims: 1 });
    return [g.op("Mul", [y, g.op("Sub", [cotangent(0)!, total])])];
  },
};
