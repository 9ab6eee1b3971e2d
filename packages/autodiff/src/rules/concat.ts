import type { GradientRule } from "../rule.ts";
import { fixedSize } from "./sizes.ts";

/** Inputs joined along an axis; each gets its stretch of the cotangent. */
export const concat: GradientRule = {
  op: "Concat",
  differentiable: "all",
  gradient: (context) => {
    const { g, node, cotangent, input, wanted, int } = context;
    const dy = cotangent(0)!;
    const axis = int("axis", 0);
    if (node.inputs.length === 1) return [dy];
    const sizes = node.inputs.map((_, index) => fixedSize(context, input(index), axis));
    if (node.inputs.every((_, index) => wanted(index))) {
      return g.ops("Split", [dy, g.int64(sizes)], { axis }, sizes.length);
    }
    let end = 0;
    return sizes.map((size, index) => {
      end += size;
      if (!wanted(index)) return undefined;
      return g.op("Slice", [dy, g.int64([end - size]), g.int64([end]), g.int64([axis])]);
    });
  },
};
