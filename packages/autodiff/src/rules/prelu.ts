import type { GradientRule } from "../rule.ts";

/** y = x for x > 0, else slope·x, the slope broadcast to x; at 0 the slope. */
export const prelu: GradientRule = {
  op: "PRelu",
  differentiable: [0, 1],
  gradient: ({ g, cotangent, input, output, wanted, reduceTo }) => {
    const dy = cotangent(0)!;
    const [x, slope] = [input(0), input(1)];
    const derivative = () => g.op("Where", [g.op("Greater", [x, g.float32(0)]), g.float32(1), slope]);
    const negative = () => g.op("Min", [x, g.float32(0)]);
    return [
      wanted(0) ? g.op("Mul", [dy, derivative()]) : undefined,
      wanted(1) ? reduceTo(g.op("Mul", [dy, negative()]), slope, output(0)) : undefined,
    ];
  },
};
