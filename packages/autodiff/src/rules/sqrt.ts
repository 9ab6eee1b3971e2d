import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = √x, y' = 1/(2y); infinite at 0. */
export const sqrt: GradientRule = elementwise("Sqrt", ({ g, output }) => g.op("Div", [g.float32(0.5), output(0)]));
