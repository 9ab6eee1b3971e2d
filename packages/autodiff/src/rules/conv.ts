import type { GradientRule, RuleContext } from "../rule.ts";
import { channelSum } from "./channel-sum.ts";
import { kernelGradient } from "./kernel-gradient.ts";
import { fixedSize, range, spatialSizes } from "./sizes.ts";
import { transposedWindow } from "./transposed-window.ts";
import { extent, type Window, windowOf } from "./window.ts";

/** Cross-correlation with kernels W `[M, C/groups, ..kernel]` and a bias `[M]`. */
export const conv: GradientRule = {
  op: "Conv",
  differentiable: [0, 1, 2],
  gradient: (context) => {
    const { cotangent, input, output, has, wanted } = context;
    const dy = cotangent(0)!;
    const group = context.int("group", 1);
    const window = windowOf(context, input(0), output(0), spatialSizes(context, input(1)));
    const channels = group * fixedSize(context, input(1), 1);
    const counts = { group, wide: channels, narrow: fixedSize(context, input(1), 0) };
    return [
      wanted(0) ? toInput(context, window, dy, group) : undefined,
      wanted(1) ? kernelGradient(context, window, input(0), dy, counts) : undefined,
      has(2) && wanted(2) ? toBias(context, dy, window.kernel.length + 2) : undefined,
    ];
  },
};

/**
 * One spatial axis is taken as two, so that ONNX Runtime does not exchange it with the channels to save a Transpose, and
 * sums in another order.
 */
function toBias(context: RuleContext, dy: string, rank: number): string {
  if (rank > 3) return channelSum(context, dy, rank);
  return channelSum(context, context.g.op("Reshape", [dy, context.g.int64([0, 0, -1, 1])]), 4);
}

function toInput(context: RuleContext, window: Window, dy: string, group: number): string {
  const weight = context.input(1);
  const lead = range(0, window.kernel.length);
  const fits = (reach: readonly number[]) => lead.every((axis) => extent(window, axis) - 1 >= reach[axis]!);
  const dense = window.strides.every((stride) => stride === 1) && fits(window.before) && fits(window.after);
  // Measured on one thread: with constant kernels, which ONNX Runtime reorders once, the flipped convolution takes
  // 0.6 of ConvTranspose (64 to 64 channels, 3x3) or 0.2 (depthwise); with changing kernels only grouped ones gain.
  if (!dense || (context.wanted(1) && group === 1)) return transposedWindow(context, window, dy, weight, group);
  const pads = [window.before, window.after].flatMap((reach) =>
    lead.map((axis) => extent(window, axis) - 1 - reach[axis]!),
  );
  return context.g.op("Conv", [dy, flipped(context, window, weight, group)], {
    pads,
    dilations: window.dilations,
    group,
  });
}

/** Kernels `[M, C/g, ..k]` reversed in space, with inputs and outputs exchanged within each group: `[C, M/g, ..k]`. */
function flipped(context: RuleContext, { kernel }: Window, weight: string, group: number): string {
  const { g } = context;
  const axes = range(0, kernel.length).filter((axis) => kernel[axis]! > 1);
  const each = (entry: number) => g.int64(axes.map(() => entry));
  const spatial = g.int64(axes.map((axis) => axis + 2));
  const reversed = axes.length > 0 ? g.op("Slice", [weight, each(-1), each(-(2 ** 31)), spatial, each(-1)]) : weight;
  const rest = range(2, kernel.length + 2);
  if (group === 1) return g.op("Transpose", [reversed], { perm: [1, 0, ...rest] });
  const outputs = fixedSize(context, weight, 0) / group;
  const inputs = fixedSize(context, weight, 1);
  const grouped = g.op("Reshape", [reversed, g.int64([group, outputs, inputs, ...kernel])]);
  const exchanged = g.op("Transpose", [grouped], { perm: [0, 2, 1, ...rest.map((axis) => axis + 1)] });
  return g.op("Reshape", [exchanged, g.int64([group * inputs, outputs, ...kernel])]);
}
