import type { GradientRule } from "../rule.ts";

/** y = x where x > threshold, else 0; the threshold itself counts as below. */
export const thresholdedRelu: GradientRule = {
  op: "ThresholdedRelu",
  differentiable: [0],
  gradient: ({ g, cotangent, input, float, select }) => [
    select(g.op("Greater", [input(0), g.float32(float("alpha", 1))]), cotangent(0)!),
  ],
};
