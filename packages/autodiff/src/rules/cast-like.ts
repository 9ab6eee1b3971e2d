import type { GradientRule } from "../rule.ts";

/** A change between floating types; the cotangent is cast back. */
export const castLike: GradientRule = {
  op: "CastLike",
  differentiable: [0],
  gradient: ({ g, cotangent, input }) => [g.op("CastLike", [cotangent(0)!, input(0)])],
};
