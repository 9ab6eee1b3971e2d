import type { GradientRule, RuleContext } from "../rule.ts";
import { padAxes } from "./margin.ts";
import { fixedSize, range, spatialSizes } from "./sizes.ts";
import { seenAt, tapOffsets } from "./taps.ts";
import type { Window } from "./window.ts";

/** Columns of blocks added up where blocks overlap: `[n, C·taps, blocks]` to `[n, C, ..image]`; the adjoint cuts blocks. */
export const col2Im: GradientRule = {
  op: "Col2Im",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, output } = context;
    const window = blocks(context);
    const channels = fixedSize(context, output(0), 1);
    const margins = window.kernel.map(
      (_, axis) => [axis + 2, { before: window.before[axis]!, after: Math.max(0, window.after[axis]!) }] as const,
    );
    const padded = padAxes(g, cotangent(0)!, window.kernel.length + 2, new Map(margins));
    const columns = tapOffsets(window).map((offset) =>
      g.op("Reshape", [seenAt(g, window, padded, offset), g.int64([0, channels, 1, -1])]),
    );
    const joined = columns.length === 1 ? columns[0]! : g.op("Concat", columns, { axis: 2 });
    return [context.reshapeLike(joined, context.input(0))];
  },
};

function blocks(context: RuleContext): Window {
  const { input, output, ints, constantInts } = context;
  const kernel = constantInts(input(2)) ?? context.unsupported("a block_shape that is not constant");
  const image = spatialSizes(context, output(0));
  const axes = range(0, kernel.length);
  const strides = ints("strides") ?? axes.map(() => 1);
  const dilations = ints("dilations") ?? axes.map(() => 1);
  const pads = ints("pads") ?? [...axes, ...axes].map(() => 0);
  const before = axes.map((axis) => pads[axis]!);
  const span = (axis: number) => (kernel[axis]! - 1) * dilations[axis]! + 1;
  const positions = axes.map((axis) => {
    const room = image[axis]! + before[axis]! + pads[axis + kernel.length]! - span(axis);
    return Math.floor(room / strides[axis]!) + 1;
  });
  const after = axes.map((axis) => {
    return (positions[axis]! - 1) * strides[axis]! + span(axis) - before[axis]! - image[axis]!;
  });
  return { kernel, strides, dilations, before, after, input: image, output: positions };
}
