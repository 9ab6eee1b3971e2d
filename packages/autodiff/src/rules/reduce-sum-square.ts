import type { GradientRule } from "../rule.ts";
import { slopedReduction } from "./sloped-reduction.ts";

/** y = Σx², dx = 2x dy. */
export const reduceSumSquare: GradientRule = slopedReduction("ReduceSumSquare", ({ g, input }) =>
  g.op("Mul", [input(0), g.float32(2)]),
);
