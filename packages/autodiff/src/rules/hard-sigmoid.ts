import type { GradientRule, RuleContext } from "../rule.ts";
import { elementwise } from "./elementwise.ts";

/** y = min(max(slope·x + offset, 0), 1), y' = slope where 0 < y < 1, else 0. */
export const hardSigmoid: GradientRule = elementwise(
  "HardSigmoid",
  (context) => {
    const { g } = context;
    return g.op("Where", [inside(context), g.float32(context.float("alpha", 0.2)), g.float32(0)]);
  },
  { moving: inside },
);

function inside({ g, output }: RuleContext): string {
  const y = output(0);
  return g.op("And", [g.op("Greater", [y, g.float32(0)]), g.op("Less", [y, g.float32(1)])]);
}
