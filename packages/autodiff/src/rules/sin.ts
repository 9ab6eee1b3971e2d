import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = sin x, y' = cos x. */
export const sin: GradientRule = elementwise("Sin", ({ g, input }) => g.op("Cos", [input(0)]));
