import type { GradientRule } from "../rule.ts";
import { scatterElements } from "./element-scatter.ts";

/** The k largest (smallest) values of an axis, each with its cotangent; the indices are constant. */
export const topK: GradientRule = {
  op: "TopK",
  differentiable: [0],
  moving: () => [0],
  gradient: (context) => [scatterElements(context, context.output(1), context.int("axis", -1))],
};
