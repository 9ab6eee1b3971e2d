import { float } from "../emitter.ts";
import type { GradientRule } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = x·h(x) with h(x) = min(max(x/6 + 1/2, 0), 1); y' = h(x) + x/6 where |x| < 3, else h(x). */
export const hardSwish: GradientRule = elementwise(
  "HardSwish",
  ({ g, input }) => {
    const x = input(0);
    const gate = g.op("HardSigmoid", [x], { alpha: float(1 / 6), beta: float(0.5) });
    const inside = g.op("Less", [g.op("Abs", [x]), g.float32(3)]);
    const sloped = g.op("Where", [inside, g.op("Mul", [x, g.float32(1 / 6)]), g.float32(0)]);
    return g.op("Add", [gate, sloped]);
  },
  { moving: ({ g, input }) => g.op("Greater", [input(0), g.float32(-3)]) },
);
