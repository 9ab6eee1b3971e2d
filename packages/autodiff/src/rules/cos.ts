import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = cos x, y' = -sin x. */
export const cos: GradientRule = elementwise("Cos", ({ g, input }) => g.op("Neg", [g.op("Sin", [input(0)])]));
