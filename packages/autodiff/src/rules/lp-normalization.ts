import type { GradientRule } from "../rule.ts";

/** y = x/‖x‖ along an axis, p = 1 or 2; dx = (dy - s Σ y dy)/‖x‖ with s = y, or sign(x) for p = 1; 0 where ‖x‖ is 0. */
export const lpNormalization: GradientRule = {
  op: "LpNormalization",
  differentiable: [0],
  pole: () => true,
  gradient: ({ g, cotangent, input, output, int, wild, select }) => {
    const p = int("p", 2);
    const axis = g.int64([int("axis", -1)]);
    const norm = g.op(p === 1 ? "ReduceL1" : "ReduceL2", [input(0), axis]);
    const zero = g.op("Equal", [norm, g.float32(0)]);
    const dy = wild ? select(g.op("Not", [zero]), cotangent(0)!) : cotangent(0)!;
    const along = g.op("ReduceSum", [g.op("Mul", [dy, output(0)]), axis]);
    const slope = p === 1 ? g.op("Sign", [input(0)]) : output(0);
    const rest = g.op("Sub", [dy, g.op("Mul", [slope, along])]);
    const rate = g.op("Where", [zero, g.float32(0), g.op("Reciprocal", [norm])]);
    return [g.op("Mul", [rest, rate])];
  },
};
