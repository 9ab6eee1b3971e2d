import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = sinh x, y' = cosh x. */
export const sinh: GradientRule = elementwise("Sinh", ({ g, input }) => g.op("Cosh", [input(0)]));
