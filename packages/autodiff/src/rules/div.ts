import type { GradientRule } from "../rule.ts";

/** y = a/b, broadcast; da = dy/b, db = -dy·y/b. */
export const div: GradientRule = {
  op: "Div",
  differentiable: [0, 1],
  pole: ({ input, constantFloats }) => constantFloats(input(1))?.every((divisor) => divisor !== 0) !== true,
  gradient: ({ g, cotangent, input, output, wanted, reduceTo }) => {
    const dy = cotangent(0)!;
    const slope = () => g.op("Neg", [g.op("Div", [output(0), input(1)])]);
    return [
      wanted(0) ? reduceTo(g.op("Div", [dy, input(1)]), input(0), output(0)) : undefined,
      wanted(1) ? reduceTo(g.op("Mul", [dy, slope()]), input(1), output(0)) : undefined,
    ];
  },
};
