import type { GradientRule } from "../rule.ts";
import { fixedSize } from "./sizes.ts";

/** Blocks of channels laid out as squares of positions; the cotangent goes back to where its value came from. */
export const depthToSpace: GradientRule = {
  op: "DepthToSpace",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, reshapeLike } = context;
    const dy = cotangent(0)!;
    const block = context.int("blocksize", 1);
    if (context.string("mode", "DCR") === "DCR") return [g.op("SpaceToDepth", [dy], { blocksize: block })];
    const [channels, height, width] = [
      fixedSize(context, output(0), 1),
      fixedSize(context, input(0), 2),
      fixedSize(context, input(0), 3),
    ];
    const split = g.op("Reshape", [dy, g.int64([-1, channels, height, block, width, block])]);
    return [reshapeLike(g.op("Transpose", [split], { perm: [0, 1, 3, 5, 2, 4] }), input(0))];
  },
};
