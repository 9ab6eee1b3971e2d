import type { GradientRule, RuleContext } from "../rule.ts";
import { fixedSize } from "./sizes.ts";

/**
 * y = x d^-β with d = bias + α/n Σ x² over the n nearest channels, one more behind than before where n is even. With w
 * the sum over the windows a channel lies in, dx = d^-β dy - 2αβ/n x w(dy x d^(-β-1)).
 */
export const lrn: GradientRule = {
  op: "LRN",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, int, float, reshapeLike } = context;
    const [x, y, dy] = [input(0), output(0), cotangent(0)!];
    const count = int("size", 1);
    const [scale, power] = [float("alpha", 1e-4), float("beta", 0.75)];
    const before = Math.floor((count - 1) / 2);
    const after = count - 1 - before;
    const mean = (value: string, low: number, high: number) =>
      reshapeLike(alongChannels(context, value, count, low, high), x);
    const square = mean(g.op("Mul", [x, x]), before, after);
    const d = g.op("Add", [g.op("Mul", [square, g.float32(scale)]), g.float32(float("bias", 1))]);
    const shares = g.op("Mul", [dy, g.op("Div", [y, d])]);
    const others = g.op("Mul", [mean(shares, after, before), g.op("Mul", [x, g.float32(2 * scale * power)])]);
    const own = g.op("Mul", [dy, g.op("Pow", [d, g.float32(-power)])]);
    return [g.op("Sub", [own, others])];
  },
};

/** Means over `count` channels, zeros where there are none: `[n, 1, C, positions]`. */
function alongChannels(context: RuleContext, value: string, count: number, before: number, after: number): string {
  const { g } = context;
  const columns = g.op("Reshape", [value, g.int64([0, 1, fixedSize(context, context.input(0), 1), -1])]);
  const pads = [before, 0, after, 0];
  return g.op("AveragePool", [columns], { kernel_shape: [count, 1], pads, count_include_pad: 1 });
}
