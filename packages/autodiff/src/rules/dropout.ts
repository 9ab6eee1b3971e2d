import type { GradientRule } from "../rule.ts";

/** In inference y = x; in training y = x·mask/(1 - ratio), with the mask the forward pass drew. */
export const dropout: GradientRule = {
  op: "Dropout",
  differentiable: [0],
  moving: () => [0],
  gradient: (context) => {
    const { g, cotangent, has, input, output, constantInts } = context;
    const dy = cotangent(0)!;
    const training = has(2) ? constantInts(input(2)) : [0];
    if (training === undefined) return context.unsupported("a training_mode that is not constant");
    if (training[0] === 0) return [dy];
    const ratio = has(1) ? input(1) : g.float32(0.5);
    const kept = g.op("Cast", [output(1)], { to: 1 });
    return [g.op("Mul", [dy, g.op("Div", [kept, g.op("Sub", [g.float32(1), ratio])])])];
  },
};
