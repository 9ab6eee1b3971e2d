import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = x for x > 0, else a(e^x - 1); y' = 1 for x > 0, else y + a. */
export const elu: GradientRule = elementwise("Elu", (context) => {
  const { g } = context;
  const scale = g.float32(context.float("alpha", 1));
  const positive = g.op("Greater", [context.input(0), g.float32(0)]);
  return g.op("Where", [positive, g.float32(1), g.op("Add", [context.output(0), scale])]);
});
