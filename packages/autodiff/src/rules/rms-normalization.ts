import type { GradientRule } from "../rule.ts";
import { range } from "./sizes.ts";

/**
 * y = scale·x̂ with x̂ = r x, r = 1/√(mean(x²) + ε) over the axes from `axis` on; with s = dy·scale,
 * dx = r (s - x̂ mean(s x̂)).
 */
export const rmsNormalization: GradientRule = {
  op: "RMSNormalization",
  differentiable: [0, 1],
  gradient: (context) => {
    const { g, cotangent, input, output, wanted, dims, reduceTo } = context;
    const dy = cotangent(0)!;
    const rank = dims(input(0)).length;
    const axes = g.int64(range((context.int("axis", -1) + rank) % rank, rank));
    const mean = (value: string) => g.op("ReduceMean", [value, axes]);
    const power = g.op("Add", [mean(g.op("Mul", [input(0), input(0)])), g.float32(context.float("epsilon", 1e-5))]);
    const rate = g.op("Reciprocal", [g.op("Sqrt", [power])]);
    const normalized = g.op("Mul", [input(0), rate]);
    const toInput = () => {
      const scaled = g.op("Mul", [dy, input(1)]);
      const along = g.op("Mul", [normalized, mean(g.op("Mul", [scaled, normalized]))]);
      return g.op("Mul", [g.op("Sub", [scaled, along]), rate]);
    };
    return [
      wanted(0) ? toInput() : undefined,
      wanted(1) ? reduceTo(g.op("Mul", [dy, normalized]), input(1), output(0)) : undefined,
    ];
  },
};
