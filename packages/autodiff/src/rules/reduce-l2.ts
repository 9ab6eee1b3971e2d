import type { GradientRule } from "../rule.ts";
import { slopedReduction } from "./sloped-reduction.ts";

/** y = √Σx², dx = x/y dy; 0 where y is 0, as in PyTorch. */
export const reduceL2: GradientRule = slopedReduction(
  "ReduceL2",
  ({ g, input }, y) => {
    const zero = g.op("Equal", [y, g.float32(0)]);
    return g.op("Div", [input(0), g.op("Where", [zero, g.float32(1), y])]);
  },
  { moving: ({ g }, y) => g.op("Greater", [y, g.float32(0)]) },
);
