import type { GradientRule, RuleContext } from "../rule.ts";
import { channelSum } from "./channel-sum.ts";
import { kernelGradient } from "./kernel-gradient.ts";
import { fixedSize, spatialSizes } from "./sizes.ts";
import { slidWindow } from "./slid-window.ts";
import { type Window, windowOf } from "./window.ts";

/** The adjoint of a convolution with kernels W `[C, M/groups, ..kernel]`, plus a bias `[M]`; its own adjoint is Conv. */
export const convTranspose: GradientRule = {
  op: "ConvTranspose",
  differentiable: [0, 1, 2],
  gradient: (context) => {
    const { cotangent, input, has, wanted } = context;
    const dy = cotangent(0)!;
    const group = context.int("group", 1);
    const window = transposedGeometry(context);
    const wide = group * fixedSize(context, input(1), 1);
    const counts = { group, wide, narrow: fixedSize(context, input(1), 0) };
    return [
      wanted(0) ? slidWindow(context, window, dy, input(1), group) : undefined,
      wanted(1) ? kernelGradient(context, window, dy, input(0), counts) : undefined,
      has(2) && wanted(2) ? channelSum(context, dy, window.kernel.length + 2) : undefined,
    ];
  },
};

/** Pads follow from the output's size where `auto_pad` or `output_shape` leaves them open. */
function transposedGeometry(context: RuleContext): Window {
  const { input, output, ints } = context;
  const kernel = spatialSizes(context, input(1));
  const window = windowOf(context, output(0), input(0), kernel);
  const mode = context.string("auto_pad", "NOTSET");
  const open = mode.startsWith("SAME") || ints("output_shape") !== undefined;
  if (!open) return window;
  const total = window.before.map(
    (before, axis) => before + window.after[axis]! + (ints("output_padding")?.[axis] ?? 0),
  );
  const before = total.map((amount) => (mode === "SAME_UPPER" ? Math.floor(amount / 2) : Math.ceil(amount / 2)));
  return { ...window, before, after: window.after.map((after, axis) => after + window.before[axis]! - before[axis]!) };
}
