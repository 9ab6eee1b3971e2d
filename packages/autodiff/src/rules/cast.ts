import { ElementType } from "../model/graph.ts";
import type { GradientRule } from "../rule.ts";

const FLOATING: readonly number[] = [ElementType.FLOAT, ElementType.FLOAT16, ElementType.DOUBLE, ElementType.BFLOAT16];

/** Between floating types the cotangent is cast back; a cast to integers or booleans carries no gradient. */
export const cast: GradientRule = {
  op: "Cast",
  differentiable: [0],
  moving: ({ attributes }) => {
    const to = attributes.get("to");
    return to?.kind === "int" && FLOATING.includes(to.value) ? [0] : [];
  },
  gradient: ({ g, cotangent, input }) => [g.op("CastLike", [cotangent(0)!, input(0)])],
};
