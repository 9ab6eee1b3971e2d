import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = x for x > 0, else α(e^(x/α) - 1); y' = 1, else y/α + 1. */
export const celu: GradientRule = elementwise("Celu", ({ g, input, output, float }) => {
  const below = g.op("Add", [g.op("Mul", [output(0), g.float32(1 / float("alpha", 1))]), g.float32(1)]);
  return g.op("Where", [g.op("Greater", [input(0), g.float32(0)]), g.float32(1), below]);
});
