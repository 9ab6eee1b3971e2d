import { float } from "../emitter.ts";
import type { GradientRule } from "../rule.ts";

/** Y = p·A'B' + q·C with A', B' transposed or not; dA' = p·dY B'ᵀ, dB' = p·A'ᵀ dY, dC = q·dY summed to C's shape. */
export const gemm: GradientRule = {
  op: "Gemm",
  differentiable: [0, 1, 2],
  gradient: (context) => {
    const { g, cotangent, input, output, wanted, has } = context;
    const dy = cotangent(0)!;
    const [transA, transB] = [context.int("transA", 0), context.int("transB", 0)];
    const scale = context.float("alpha", 1);
    const share = context.float("beta", 1);
    const multiply = (left: string, leftFlag: number, right: string, rightFlag: number): string =>
      g.op("Gemm", [left, right], { transA: leftFlag, transB: rightFlag, alpha: float(scale) });
    const toA = () => (transA ? multiply(input(1), transB, dy, 1) : multiply(dy, 0, input(1), 1 - transB));
    const toB = () => (transB ? multiply(dy, 1, input(0), transA) : multiply(input(0), 1 - transA, dy, 0));
    const toC = () => {
      const summed = context.reduceTo(dy, input(2), output(0));
      return share === 1 ? summed : g.op("Mul", [summed, g.float32(share)]);
    };
    return [wanted(0) ? toA() : undefined, wanted(1) ? toB() : undefined, has(2) && wanted(2) ? toC() : undefined];
  },
};
