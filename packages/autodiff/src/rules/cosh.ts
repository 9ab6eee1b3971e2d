import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = cosh x, y' = sinh x. */
export const cosh: GradientRule = elementwise("Cosh", ({ g, input }) => g.op("Sinh", [input(0)]));
