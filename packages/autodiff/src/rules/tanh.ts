import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = tanh x, y' = 1 - y². */
export const tanh: GradientRule = elementwise("Tanh", ({ g, output }) =>
  g.op("Sub", [g.float32(1), g.op("Mul", [output(0), output(0)])]),
);
