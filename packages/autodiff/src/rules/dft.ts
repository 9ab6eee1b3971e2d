import type { GradientRule, RuleContext } from "../rule.ts";
import { padAxes } from "./margin.ts";
import { fixedSize, range } from "./sizes.ts";

/**
 * The discrete Fourier transform along an axis, numbers as pairs (real, imaginary) on the last axis, or real ones alone.
 * The adjoint of the transform of length N is N times its inverse, that of the inverse the transform over N; one-sided
 * transforms have real numbers on the other end.
 */
export const dft: GradientRule = {
  op: "DFT",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, dims, int } = context;
    const shape = dims(input(0));
    const rank = shape.length;
    const axis = axisOf(context, rank);
    const [from, to] = [fixedSize(context, input(0), axis), fixedSize(context, output(0), axis)];
    const [inverse, onesided] = [int("inverse", 0) === 1, int("onesided", 0) === 1];
    const realOutput = inverse && onesided;
    const length = onesided && !inverse ? lengthOf(context, from) : to;
    // Axis 1 of three is the default of every version of the operator.
    const swap = [...range(0, axis), ...range(axis + 1, rank - 1), axis, rank - 1];
    const lines = g.op("Transpose", [cotangent(0)!], { perm: swap });
    const flat = g.op("Reshape", [lines, g.int64([-1, to, realOutput ? 1 : 2])]);
    const whole = padAxes(g, flat, 3, new Map([[1, { before: 0, after: length - to }]]));
    const back = g.op("DFT", [whole], { inverse: inverse ? 0 : 1, onesided: realOutput ? 1 : 0 });
    const bins = realOutput ? Math.floor(length / 2) + 1 : length;
    const factor = realOutput ? sideWeights(context, length, bins) : g.float32(inverse ? 1 / length : length);
    const scaled = g.op("Mul", [back, factor]);
    const parts = fixedSize(context, input(0), rank - 1);
    const sized = padAxes(
      g,
      scaled,
      3,
      new Map([
        [1, { before: 0, after: from - bins }],
        [2, { before: 0, after: parts - 2 }],
      ]),
    );
    const around = [...range(0, axis), ...range(axis + 1, rank - 1)].map((at) => shape[at]!);
    if (around.filter((dim) => typeof dim === "string").length > 1) {
      return context.unsupported("several sizes that are not fixed");
    }
    const unflat = g.int64([...around.map((dim) => (typeof dim === "number" ? dim : -1)), from, parts]);
    const perm = range(0, rank).map((at) => swap.indexOf(at));
    return [g.op("Transpose", [g.op("Reshape", [sized, unflat])], { perm })];
  },
};

/** An inverse from one side reads every bin twice, but the first, and the middle of an even length. */
function sideWeights({ g }: RuleContext, length: number, bins: number): string {
  const single = (bin: number) => bin === 0 || 2 * bin === length;
  return g.float32(
    range(0, bins).map((bin) => (single(bin) ? 1 : 2) / length),
    [bins, 1],
  );
}

function axisOf(context: RuleContext, rank: number): number {
  const { node, has, input, int, constantInts } = context;
  const named = node.attributes.has("axis") ? [int("axis", 1)] : has(2) ? constantInts(input(2)) : [];
  if (named === undefined) return context.unsupported("an axis that is not constant");
  // Until opset 19 axis 1 is the default, since then -2.
  const axis = named[0] ?? (rank === 3 ? 1 : context.unsupported("an axis that is not named"));
  return axis < 0 ? axis + rank : axis;
}

/** The transform's length, which the size of one side leaves open. */
function lengthOf({ has, input, constantInts, unsupported }: RuleContext, size: number): number {
  if (!has(1)) return size;
  return constantInts(input(1))?.[0] ?? unsupported("a dft_length that is not constant");
}
