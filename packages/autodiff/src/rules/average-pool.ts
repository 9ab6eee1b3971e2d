import type { GradientRule, RuleContext } from "../rule.ts";
import { padAxes } from "./margin.ts";
import { fixedSize, product, range } from "./sizes.ts";
import { transposedWindow } from "./transposed-window.ts";
import { type Window, windowOf } from "./window.ts";

/**
 * The mean of each window. With `count_include_pad` padding counts as zeros; positions past it, which `ceil_mode` can
 * reach, never count.
 */
export const averagePool: GradientRule = {
  op: "AveragePool",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, ints } = context;
    const window = windowOf(context, input(0), output(0), ints("kernel_shape")!);
    const taps = product(window.kernel);
    const dy = corrected(context, window, cotangent(0)!);
    const pads = slidPads(window);
    if (pads !== undefined) {
      return [g.op("AveragePool", [dy], { kernel_shape: window.kernel, pads, count_include_pad: 1 })];
    }
    if (tiles(window)) return [spreadTiles(context, window, dy)];
    const channels = fixedSize(context, input(0), 1);
    const kernel = g.float32(
      Array.from({ length: channels * taps }, () => 1 / taps),
      [channels, 1, ...window.kernel],
    );
    return [transposedWindow(context, window, dy, kernel, channels)];
  },
};

/** Whether windows lie side by side, from the first position on. */
function tiles({ kernel, strides, dilations, before }: Window): boolean {
  return kernel.every((size, axis) => size === strides[axis]! && dilations[axis] === 1 && before[axis] === 0);
}

/** Repeats each value over its tile; half the time of a depthwise ConvTranspose (16x64x28x28, 2x2, one thread). */
function spreadTiles({ g }: RuleContext, { kernel, after }: Window, dy: string): string {
  const share = g.op("Mul", [dy, g.float32(1 / product(kernel))]);
  const repeated = g.op("Resize", [share, "", g.float32([1, 1, ...kernel])], {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
  const margins = after.map((overhang, axis) => [axis + 2, { before: 0, after: -overhang }] as const);
  return padAxes(g, repeated, kernel.length + 2, new Map(margins));
}

/** The cotangent of means over whole windows, from that of means over the positions that count. */
function corrected(context: RuleContext, window: Window, dy: string): string {
  const taps = product(window.kernel);
  const perAxis = window.kernel.map((_, axis) => axisCounts(context, window, axis));
  // The outer product of the axes' counts, row-major.
  const counts = perAxis.reduce((outer, inner) => outer.flatMap((a) => inner.map((b) => a * b)), [1]);
  if (counts.every((count) => count === taps)) return dy;
  const { g } = context;
  const scale = counts.map((count) => taps / count);
  return g.op("Mul", [dy, g.float32(scale, [1, 1, ...window.output])]);
}

function axisCounts(context: RuleContext, window: Window, axis: number): number[] {
  const [size, before] = [window.input[axis]!, window.before[axis]!];
  const padded = context.int("count_include_pad", 0) === 1;
  const [low, high] = padded ? [-before, size + padsAfter(context, window, axis)] : [0, size];
  return range(0, window.output[axis]!).map((at) => {
    const corner = at * window.strides[axis]! - before;
    const positions = range(0, window.kernel[axis]!).map((tap) => corner + tap * window.dilations[axis]!);
    return positions.filter((position) => position >= low && position < high).length;
  });
}

function padsAfter(context: RuleContext, window: Window, axis: number): number {
  const mode = context.string("auto_pad", "NOTSET");
  if (mode === "NOTSET" || mode === "") return context.ints("pads")?.[axis + window.kernel.length] ?? 0;
  return mode === "VALID" ? 0 : Math.max(0, window.after[axis]!);
}

/** At stride 1 the adjoint of a mean over windows is a mean over windows; its pads, where the operator takes them. */
function slidPads({ kernel, strides, dilations, before, after }: Window): number[] | undefined {
  if ([...strides, ...dilations].some((step) => step !== 1)) return undefined;
  const pads = [before, after].flatMap((reach) => kernel.map((size, axis) => size - 1 - reach[axis]!));
  return pads.every((pad, index) => pad >= 0 && pad < kernel[index % kernel.length]!) ? pads : undefined;
}
