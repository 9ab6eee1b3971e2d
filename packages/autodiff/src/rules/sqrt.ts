import type { GradientRule } from "../rule.ts";
import { isNorm } from "./norm.ts";

/** y = √x, y' = 1/(2y); infinite at 0, but 0 there where x is a sum of squares, as PyTorch's norms have it. */
export const sqrt: GradientRule = {
  op: "Sqrt",
  differentiable: [0],
  pole: (context) => !isNorm(context, context.input(0), 0.5),
  gradient: (context) => {
    const { g, cotangent, input, output, select } = context;
    const dy = cotangent(0)!;
    const y = output(0);
    const slope = (root: string) => g.op("Div", [g.float32(0.5), root]);
    if (!isNorm(context, input(0), 0.5)) return [g.op("Mul", [dy, slope(y)])];
    const zero = g.op("Equal", [y, g.float32(0)]);
    const passed = context.wild ? select(g.op("Not", [zero]), dy) : dy;
    return [g.op("Mul", [passed, g.op("Where", [zero, g.float32(0), slope(y)])])];
  },
};
