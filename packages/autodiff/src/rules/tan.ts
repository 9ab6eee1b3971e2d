import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = tan x, y' = 1 + y². */
export const tan: GradientRule = elementwise("Tan", ({ g, output }) =>
  g.op("Add", [g.op("Mul", [output(0), output(0)]), g.float32(1)]),
);
