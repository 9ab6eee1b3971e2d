import type { GradientRule } from "../rule.ts";

/** y = max(0, x), y' = 1 where y > 0, and 0 at 0. Reads y, not x, so that ONNX Runtime still fuses Conv and Relu. */
export const relu: GradientRule = {
  op: "Relu",
  differentiable: [0],
  gradient: ({ g, cotangent, output, select }) => [select(g.op("Greater", [output(0), g.float32(0)]), cotangent(0)!)],
};
