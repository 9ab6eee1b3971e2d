import type { GradientRule } from "../rule.ts";

/** y = x + bias below -bound, x - bias above bound, else 0; the bounds themselves count as inside. */
export const shrink: GradientRule = {
  op: "Shrink",
  differentiable: [0],
  gradient: ({ g, cotangent, input, float, select }) => {
    const bound = float("lambd", 0.5);
    const below = g.op("Less", [input(0), g.float32(-bound)]);
    const above = g.op("Greater", [input(0), g.float32(bound)]);
    return [select(g.op("Or", [below, above]), cotangent(0)!)];
  },
};
