import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = γx for x > 0, else γα(e^x - 1); y' = γ, else y + γα. */
export const selu: GradientRule = elementwise("Selu", ({ g, input, output, float }) => {
  const gain = float("gamma", 1.0507009873554805);
  const floor = gain * float("alpha", 1.6732632423543772);
  const below = g.op("Add", [output(0), g.float32(floor)]);
  return g.op("Where", [g.op("Greater", [input(0), g.float32(0)]), g.float32(gain), below]);
});
