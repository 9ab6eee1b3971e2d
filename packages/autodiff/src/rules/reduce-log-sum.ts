import type { GradientRule } from "../rule.ts";
import { slopedReduction } from "./sloped-reduction.ts";

/** y = ln Σx, dx = e^-y dy. */
export const reduceLogSum: GradientRule = slopedReduction(
  "ReduceLogSum",
  ({ g, input }, y) => g.op("Expand", [g.op("Exp", [g.op("Neg", [y])]), g.op("Shape", [input(0)])]),
  { pole: true },
);
