// What the poolings by p-norm share.

import type { RuleContext } from "../rule.ts";

/** y^(1-p) dy, 0 where the norm y is 0. */
export function perNorm({ g, wild, select }: RuleContext, dy: string, y: string, p: number): string {
  if (p === 1) return dy;
  const zero = g.op("Equal", [y, g.float32(0)]);
  const passed = wild ? select(g.op("Not", [zero]), dy) : dy;
  const divisor = p === 2 ? y : g.op("Pow", [y, g.float32(p - 1)]);
  return g.op("Div", [passed, g.op("Where", [zero, g.float32(1), divisor])]);
}

/** sign(x) |x|^(p-1): with `perNorm`, the slope of the norm to x. */
export function signedPower({ g }: RuleContext, x: string, p: number): string {
  if (p === 2) return x;
  const sign = g.op("Sign", [x]);
  return p === 1 ? sign : g.op("Mul", [sign, g.op("Pow", [g.op("Abs", [x]), g.float32(p - 1)])]);
}
