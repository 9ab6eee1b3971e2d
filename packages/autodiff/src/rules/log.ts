import type { GradientRule } from "../rule.ts";

/** y = ln x, y' = 1/x. */
export const log: GradientRule = {
  op: "Log",
  differentiable: [0],
  pole: () => true,
  gradient: (context) => [context.g.op("Div", [context.cotangent(0)!, context.input(0)])],
};
