import type { GradientRule } from "../rule.ts";
import { scatterElements } from "./element-scatter.ts";

/** One value per index along an axis; indices are constant, and a value picked twice gets both cotangents. */
export const gatherElements: GradientRule = {
  op: "GatherElements",
  differentiable: [0],
  gradient: (context) => [scatterElements(context, context.input(1), context.int("axis", 0))],
};
