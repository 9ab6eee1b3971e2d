import type { GradientRule, RuleContext } from "../rule.ts";

/**
 * y = a^b, broadcast; da = dy·b·a^(b-1), 0 where b is 0; db = dy·y·ln a, 0 where a is not positive (the derivative to b
 * does not exist there).
 */
export const pow: GradientRule = {
  op: "Pow",
  differentiable: [0, 1],
  gradient: (context) => {
    const { g, cotangent, input, output, wanted, reduceTo } = context;
    const dy = cotangent(0)!;
    const slope = wanted(0) ? baseSlope(context) : undefined;
    const positive = () => g.op("Greater", [input(0), g.float32(0)]);
    const exponentSlope = () => {
      const log = g.op("Log", [input(0)]);
      return g.op("Where", [positive(), g.op("Mul", [output(0), log]), g.float32(0)]);
    };
    return [
      slope === undefined ? undefined : reduceTo(g.op("Mul", [dy, slope]), input(0), output(0)),
      wanted(1) ? reduceTo(g.op("Mul", [dy, exponentSlope()]), input(1), output(0)) : undefined,
    ];
  },
};

/** b·a^(b-1); undefined for the constant exponent 0, through which no gradient flows. */
function baseSlope({ g, input, constantFloats, constantInts }: RuleContext): string | undefined {
  const base = input(0);
  const known = constantFloats(input(1)) ?? constantInts(input(1));
  if (known?.length === 1) {
    const exponent = known[0]!;
    if (exponent === 0) return undefined;
    if (exponent === 2) return g.op("Mul", [base, g.float32(2)]);
    return g.op("Mul", [g.op("Pow", [base, g.float32(exponent - 1)]), g.float32(exponent)]);
  }
  const exponent = g.op("Cast", [input(1)], { to: 1 });
  const power = g.op("Pow", [base, g.op("Sub", [exponent, g.float32(1)])]);
  return g.op("Where", [g.op("Equal", [exponent, g.float32(0)]), g.float32(0), g.op("Mul", [exponent, power])]);
}
