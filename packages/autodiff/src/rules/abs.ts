import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = |x|, y' = sign(x), 0 at 0. */
export const abs: GradientRule = elementwise("Abs", ({ g, input }) => g.op("Sign", [input(0)]));
