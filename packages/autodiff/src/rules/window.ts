// The geometry of a sliding window: which positions of the input each output position reads.

import type { RuleContext } from "../rule.ts";
import { range, spatialSizes } from "./sizes.ts";

/** One entry per spatial axis. Output position o reads input positions o·stride + k·dilation - before, k < kernel. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Positions before the first that the first window covers. */
  readonly before: readonly number[];
  /** Positions past the last that the last window covers; negative where the last ones are in no window. */
  readonly after: readonly number[];
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** Positions a dilated kernel spans. */
export function extent(window: Window, axis: number): number {
  return (window.kernel[axis]! - 1) * window.dilations[axis]! + 1;
}

/**
 * The window of a convolution or pooling node: `wide` is the tensor windows slide over, `narrow` has one position per
 * window. For a transposed convolution they are output and input.
 */
export function windowOf(context: RuleContext, wide: string, narrow: string, kernel: readonly number[]): Window {
  const input = spatialSizes(context, wide);
  const output = spatialSizes(context, narrow);
  const axes = range(0, kernel.length);
  const strides = context.ints("strides") ?? axes.map(() => 1);
  const dilations = context.ints("dilations") ?? axes.map(() => 1);
  const before = padsBefore(context, axes, (axis) => {
    const span = (kernel[axis]! - 1) * dilations[axis]! + 1;
    return (output[axis]! - 1) * strides[axis]! + span - input[axis]!;
  });
  const after = axes.map((axis) => {
    const span = (kernel[axis]! - 1) * dilations[axis]! + 1;
    return (output[axis]! - 1) * strides[axis]! + span - before[axis]! - input[axis]!;
  });
  return { kernel, strides, dilations, before, after, input, output };
}

function padsBefore(context: RuleContext, axes: readonly number[], overhang: (axis: number) => number): number[] {
  const mode = context.string("auto_pad", "NOTSET");
  if (mode === "VALID") return axes.map(() => 0);
  if (mode === "NOTSET" || mode === "") return axes.map((axis) => context.ints("pads")?.[axis] ?? 0);
  const total = (axis: number) => Math.max(0, overhang(axis));
  return axes.map((axis) => (mode === "SAME_LOWER" ? Math.ceil(total(axis) / 2) : Math.floor(total(axis) / 2)));
}
