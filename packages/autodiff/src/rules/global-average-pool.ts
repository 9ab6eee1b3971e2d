import type { GradientRule } from "../rule.ts";
import { product, spatialSizes } from "./sizes.ts";

/** The mean of each channel over its positions. */
export const globalAveragePool: GradientRule = {
  op: "GlobalAveragePool",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, expandLike } = context;
    const share = g.float32(1 / product(spatialSizes(context, input(0))));
    return [expandLike(g.op("Mul", [cotangent(0)!, share]), input(0))];
  },
};
