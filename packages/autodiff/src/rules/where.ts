import type { GradientRule } from "../rule.ts";

/** y = a where the condition holds, else b; all three broadcast. */
export const where: GradientRule = {
  op: "Where",
  differentiable: [1, 2],
  gradient: ({ g, cotangent, input, output, wanted, reduceTo }) => {
    const dy = cotangent(0)!;
    const [condition, zero] = [input(0), g.float32(0)];
    return [
      undefined,
      wanted(1) ? reduceTo(g.op("Where", [condition, dy, zero]), input(1), output(0)) : undefined,
      wanted(2) ? reduceTo(g.op("Where", [condition, zero, dy]), input(2), output(0)) : undefined,
    ];
  },
};
