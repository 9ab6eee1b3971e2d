import type { GradientRule } from "../rule.ts";
import { shareAmongTies } from "./extreme-reduction.ts";
import { range } from "./sizes.ts";

/** The largest value of each channel; positions that tie share the cotangent evenly. */
export const globalMaxPool: GradientRule = {
  op: "GlobalMaxPool",
  differentiable: [0],
  gradient: (context) => {
    const axes = range(2, context.dims(context.input(0)).length);
    return [shareAmongTies(context, context.cotangent(0)!, context.output(0), axes)];
  },
};
