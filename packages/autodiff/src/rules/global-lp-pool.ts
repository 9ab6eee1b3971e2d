import type { GradientRule } from "../rule.ts";
import { perNorm, signedPower } from "./lp-slope.ts";

/** The p-norm of each channel over its positions; the gradient is 0 where it is 0. */
export const globalLpPool: GradientRule = {
  op: "GlobalLpPool",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, int } = context;
    const p = int("p", 2);
    const share = perNorm(context, cotangent(0)!, output(0), p);
    return [g.op("Mul", [share, signedPower(context, input(0), p)])];
  },
};
