import type { GradientRule } from "../rule.ts";

/** y = x - ln Σ e^x along an axis; dx = dy - e^y Σ dy. */
export const logSoftmax: GradientRule = {
  op: "LogSoftmax",
  differentiable: [0],
  gradient: ({ g, cotangent, output, int }) => {
    const dy = cotangent(0)!;
    const total = g.op("ReduceSum", [dy, g.int64([int("axis", -1)])], { keepdims: 1 });
    return [g.op("Sub", [dy, g.op("Mul", [g.op("Exp", [output(0)]), total])])];
  },
};
