import { ElementType } from "../model/graph.ts";
import type { GradientRule } from "../rule.ts";
import { slopedReduction } from "./sloped-reduction.ts";

/** y = Πx, dx = dy times the product of the other values, also where some are 0. */
export const reduceProd: GradientRule = slopedReduction("ReduceProd", ({ g, input }, _, axes) => {
  const x = input(0);
  const zero = g.op("Equal", [x, g.float32(0)]);
  const filled = g.op("Where", [zero, g.float32(1), x]);
  const count = g.op("Cast", [zero], { to: ElementType.FLOAT });
  const over = (op: string, value: string) => g.op(op, [value, g.int64(axes)]);
  // With one zero among the others every value but that zero has slope 0.
  const others = g.op("Sub", [over("ReduceSum", count), count]);
  const without = g.op("Div", [over("ReduceProd", filled), filled]);
  return g.op("Where", [g.op("Equal", [others, g.float32(0)]), without, g.float32(0)]);
});
