import type { GradientRule } from "../rule.ts";
import { slopedReduction } from "./sloped-reduction.ts";

/** y = Σ|x|, dx = sign(x) dy, 0 at 0. */
export const reduceL1: GradientRule = slopedReduction("ReduceL1", ({ g, input }) => g.op("Sign", [input(0)]));
