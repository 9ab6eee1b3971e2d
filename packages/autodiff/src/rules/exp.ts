import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = e^x, y' = y. */
export const exp: GradientRule = elementwise("Exp", (context) => context.output(0));
