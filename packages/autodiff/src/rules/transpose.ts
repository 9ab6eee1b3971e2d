import type { GradientRule } from "../rule.ts";
import { range } from "./sizes.ts";

/** Axes permuted; the cotangent takes the inverse permutation. */
export const transpose: GradientRule = {
  op: "Transpose",
  differentiable: [0],
  gradient: ({ g, cotangent, input, dims, ints }) => {
    const permutation = ints("perm") ?? range(0, dims(input(0)).length).reverse();
    const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
    return [g.op("Transpose", [cotangent(0)!], { perm: inverse })];
  },
};
