import type { GradientRule, RuleContext } from "../rule.ts";
import { mapAxis } from "./axis-map.ts";
import { fixedSize, range } from "./sizes.ts";

/**
 * Values around x. Constant ones: the cotangent is cropped where they were added, and zero where values were removed.
 * Reflected, repeated or wrapped ones: their cotangents go to the values they copy.
 */
export const pad: GradientRule = {
  op: "Pad",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, has, input, dims, constantInts } = context;
    const mode = context.string("mode", "constant");
    const pads = constantInts(input(1));
    if (pads === undefined) return context.unsupported("pads that are not constant");
    if (mode !== "constant") {
      const rank = dims(input(0)).length;
      const axes = paddedAxes(context, pads);
      return [
        axes.reduce((value, { axis, before, after }) => {
          return mapAxis(g, value, rank, axis, copies(context, mode, axis, before, after));
        }, cotangent(0)!),
      ];
    }
    const crop = g.int64(pads.map((amount) => -amount));
    return [g.op("Pad", has(3) ? [cotangent(0)!, crop, "", input(3)] : [cotangent(0)!, crop])];
  },
};

function paddedAxes(context: RuleContext, pads: readonly number[]): { axis: number; before: number; after: number }[] {
  const { has, input, dims, constantInts } = context;
  const rank = dims(input(0)).length;
  const named = has(3) ? constantInts(input(3)) : range(0, rank);
  if (named === undefined) return context.unsupported("axes that are not constant");
  const all = named.map((axis, index) => {
    return { axis: (axis + rank) % rank, before: pads[index]!, after: pads[index + named.length]! };
  });
  return all.filter(({ before, after }) => before !== 0 || after !== 0);
}

/** `[padded, size]`: a one in every row, at the position it copies; ONNX Runtime folds it. */
function copies(context: RuleContext, mode: string, axis: number, before: number, after: number): string {
  const { g, input } = context;
  const size = fixedSize(context, input(0), axis);
  const identity = g.float32(
    range(0, size * size).map((cell) => (cell % (size + 1) === 0 ? 1 : 0)),
    [size, size],
  );
  return g.op("Pad", [identity, g.int64([before, 0, after, 0])], { mode });
}
