import type { GradientRule } from "../rule.ts";
import { slopedReduction } from "./sloped-reduction.ts";

/** y = ln Σ e^x, dx = e^(x - y) dy. */
export const reduceLogSumExp: GradientRule = slopedReduction("ReduceLogSumExp", ({ g, input }, y) =>
  g.op("Exp", [g.op("Sub", [input(0), y])]),
);
