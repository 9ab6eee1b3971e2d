import type { GradientRule, RuleContext } from "../rule.ts";
import { isNorm } from "./norm.ts";

/**
 * y = a^b, broadcast; da = dy·b·a^(b-1), 0 where b is 0, and at 0 where y is a norm; db = dy·y·ln a, 0 where a is not
 * positive (the derivative to b does not exist there).
 */
export const pow: GradientRule = {
  op: "Pow",
  differentiable: [0, 1],
  pole: (context) => {
    const known = exponents(context);
    if (known === undefined || context.wanted(1)) return true;
    const steep = known.some((exponent) => exponent !== 0 && exponent < 1);
    return steep && !(known.length === 1 && isNorm(context, context.input(0), known[0]!));
  },
  gradient: (context) => {
    const { g, cotangent, input, output, wanted, reduceTo, select } = context;
    const dy = cotangent(0)!;
    const toBase = wanted(0) ? baseGradient(context, dy) : undefined;
    const toExponent = () => {
      const positive = g.op("Greater", [input(0), g.float32(0)]);
      const log = g.op("Log", [input(0)]);
      const slope = g.op("Where", [positive, g.op("Mul", [output(0), log]), g.float32(0)]);
      return g.op("Mul", [context.wild ? select(positive, dy) : dy, slope]);
    };
    return [
      toBase === undefined ? undefined : reduceTo(toBase, input(0), output(0)),
      wanted(1) ? reduceTo(toExponent(), input(1), output(0)) : undefined,
    ];
  },
};

function exponents({ input, constantFloats, constantInts }: RuleContext): readonly number[] | undefined {
  return constantFloats(input(1)) ?? constantInts(input(1));
}

/** dy·b·a^(b-1); undefined for the constant exponent 0, through which no gradient flows. */
function baseGradient(context: RuleContext, dy: string): string | undefined {
  const { g, input, select, wild } = context;
  const base = input(0);
  const known = exponents(context);
  if (known?.length === 1) {
    const exponent = known[0]!;
    if (exponent === 0) return undefined;
    if (exponent === 2) return g.op("Mul", [dy, g.op("Mul", [base, g.float32(2)])]);
    const slope = g.op("Mul", [g.op("Pow", [base, g.float32(exponent - 1)]), g.float32(exponent)]);
    if (exponent > 1 || !isNorm(context, base, exponent)) return g.op("Mul", [dy, slope]);
    const zero = g.op("Equal", [base, g.float32(0)]);
    const passed = wild ? select(g.op("Not", [zero]), dy) : dy;
    return g.op("Mul", [passed, g.op("Where", [zero, g.float32(0), slope])]);
  }
  const exponent = g.op("Cast", [input(1)], { to: 1 });
  const power = g.op("Pow", [base, g.op("Sub", [exponent, g.float32(1)])]);
  const zero = g.op("Equal", [exponent, g.float32(0)]);
  const slope = g.op("Where", [zero, g.float32(0), g.op("Mul", [exponent, power])]);
  return g.op("Mul", [wild ? select(g.op("Not", [zero]), dy) : dy, slope]);
}
