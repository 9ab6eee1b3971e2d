import type { GradientRule } from "../rule.ts";
import { perNorm, signedPower } from "./lp-slope.ts";
import { fixedSize, product } from "./sizes.ts";
import { transposedWindow } from "./transposed-window.ts";
import { windowOf } from "./window.ts";

/** The p-norm of each window, padding 0; dx = sign(x)|x|^(p-1) Σ y^(1-p) dy over the windows x lies in, 0 where y is 0. */
export const lpPool: GradientRule = {
  op: "LpPool",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, ints, int } = context;
    const p = int("p", 2);
    const window = windowOf(context, input(0), output(0), ints("kernel_shape")!);
    const channels = fixedSize(context, input(0), 1);
    const ones = g.float32(
      Array.from({ length: channels * product(window.kernel) }, () => 1),
      [channels, 1, ...window.kernel],
    );
    const spread = transposedWindow(context, window, perNorm(context, cotangent(0)!, output(0), p), ones, channels);
    return [g.op("Mul", [spread, signedPower(context, input(0), p)])];
  },
};
