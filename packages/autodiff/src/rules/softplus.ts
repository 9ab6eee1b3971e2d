import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = ln(1 + e^x), y' = 1/(1 + e^-x). */
export const softplus: GradientRule = elementwise("Softplus", ({ g, input }) => g.op("Sigmoid", [input(0)]));
