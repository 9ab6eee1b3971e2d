import type { GradientRule } from "../rule.ts";
import { range } from "./sizes.ts";
import { toInput } from "./standardized.ts";

/**
 * y = scale·x̂ + bias with x̂ = (x - mean)/√(variance + ε) over the axes from `axis` on (biased variance). With
 * r = 1/√(variance + ε) and s = dy·scale: dx = r (s - mean(s) - x̂ mean(s x̂)). The statistics it also puts out carry no
 * gradient.
 */
export const layerNormalization: GradientRule = {
  op: "LayerNormalization",
  differentiable: [0, 1, 2],
  moving: () => [0],
  gradient: (context) => {
    const { g, cotangent, input, output, has, wanted, dims, reduceTo } = context;
    const dy = cotangent(0)!;
    const rank = dims(input(0)).length;
    const axes = range((context.int("axis", -1) + rank) % rank, rank);
    const rate = output(2);
    const normalized = wanted(0) || wanted(1) ? g.op("Mul", [g.op("Sub", [input(0), output(1)]), rate]) : "";
    return [
      wanted(0) ? toInput(g, { value: normalized, rate, cotangent: g.op("Mul", [dy, input(1)]), axes }) : undefined,
      wanted(1) ? reduceTo(g.op("Mul", [dy, normalized]), input(1), output(0)) : undefined,
      has(2) && wanted(2) ? reduceTo(dy, input(2), output(0)) : undefined,
    ];
  },
};
