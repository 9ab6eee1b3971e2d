import type { GradientRule, RuleContext } from "../rule.ts";
import { padAxes } from "./margin.ts";
import { fixedSize } from "./sizes.ts";

/** Stretches of an axis; outputs no gradient reaches count as zeros. */
export const split: GradientRule = {
  op: "Split",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, dims, int } = context;
    const rank = dims(input(0)).length;
    const axis = int("axis", 0);
    const pieces: { cotangent: string; before: number; after: number }[] = [];
    let missing = 0;
    splitSizes(context, axis).forEach((size, index) => {
      const piece = cotangent(index);
      const last = pieces.at(-1);
      if (piece !== undefined) {
        pieces.push({ cotangent: piece, before: last === undefined ? missing : 0, after: 0 });
      } else if (last !== undefined) last.after += size;
      else missing += size;
    });
    const at = axis < 0 ? axis + rank : axis;
    const padded = pieces.map(({ cotangent: piece, before, after }) =>
      padAxes(g, piece, rank, new Map([[at, { before, after }]])),
    );
    return [padded.length === 1 ? padded[0] : g.op("Concat", padded, { axis })];
  },
};

function splitSizes(context: RuleContext, axis: number): readonly number[] {
  const { node, has, input, constantInts } = context;
  if (has(1)) {
    return constantInts(input(1)) ?? context.unsupported("sizes that are not constant");
  }
  const size = fixedSize(context, input(0), axis);
  const count = context.int("num_outputs", node.outputs.length);
  const chunk = Math.ceil(size / count);
  return node.outputs.map((_, index) => Math.min(chunk, size - index * chunk));
}
