import type { GradientRule } from "../rule.ts";

/** Squares of positions laid out as blocks of channels; its adjoint lays them back. */
export const spaceToDepth: GradientRule = {
  op: "SpaceToDepth",
  differentiable: [0],
  gradient: ({ g, cotangent, int }) => [
    g.op("DepthToSpace", [cotangent(0)!], { blocksize: int("blocksize", 1), mode: "DCR" }),
  ],
};
