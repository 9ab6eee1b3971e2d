import { ElementType } from "../model/graph.ts";
import type { GradientRule, RuleContext } from "../rule.ts";
import { padAxes } from "./margin.ts";
import { fixedSize, product, range } from "./sizes.ts";
import { seenAt, tapOffsets } from "./taps.ts";
import { type Window, windowOf } from "./window.ts";

/** Windows with more positions than this read the operator's own Indices. */
const COMPARED_POSITIONS = 16;

/**
 * The largest value of each window. The cotangent goes to the first position (row-major) that holds it, as in PyTorch,
 * and adds up where windows overlap.
 */
export const maxPool: GradientRule = {
  op: "MaxPool",
  differentiable: [0],
  moving: () => [0],
  gradient: (context) => {
    const { g, cotangent, input, output, ints, reshapeLike } = context;
    const dy = cotangent(0)!;
    const window = windowOf(context, input(0), output(0), ints("kernel_shape")!);
    const size = fixedSize(context, input(0), 1) * product(window.input);
    const compared = product(window.kernel) <= COMPARED_POSITIONS;
    const positions = compared ? comparedPositions(context, window, size) : indexedPositions(context, size);
    const rows = g.int64([0, -1]);
    const values = g.op("Reshape", [dy, rows]);
    // The cotangent may hold more copies than the forward pass.
    const copies = g.op("Shape", [dy], { start: 0, end: 1 });
    const zeros = g.op("ConstantOfShape", [g.op("Concat", [copies, g.int64([size])], { axis: 0 })]);
    const targets = g.op("Expand", [g.op("Reshape", [positions, rows]), g.op("Shape", [values])]);
    const scattered = g.op("ScatterElements", [zeros, targets, values], { axis: 1, reduction: "add" });
    return [reshapeLike(scattered, input(0))];
  },
};

/**
 * Position within the sample (int32) by comparing the maximum with each value of its window. On one thread this took
 * 12 ms where MaxPool with Indices took 29 (16x64x55x55, 3x3 stride 2), and the forward pass keeps its fast kernel,
 * which has no Indices.
 */
function comparedPositions(context: RuleContext, window: Window, size: number): string {
  const { g, input, output } = context;
  const { kernel, before, after } = window;
  const margins = kernel.map(
    (_, axis) => [axis + 2, { before: before[axis]!, after: Math.max(0, after[axis]!) }] as const,
  );
  const padded = padAxes(g, input(0), kernel.length + 2, new Map(margins), Number.NEGATIVE_INFINITY);
  const steps = window.input.map((_, axis) => product(window.input.slice(axis + 1)));
  const inSample = (offset: readonly number[]) => offset.reduce((sum, at, axis) => sum + at * steps[axis]!, 0);
  const offsets = tapOffsets(window);
  // Later comparisons overwrite earlier ones, so the first position of a tie is compared last.
  const offset = offsets
    .slice(0, -1)
    .reverse()
    .reduce(
      (other, tap) => {
        const hit = g.op("Equal", [seenAt(g, window, padded, tap), output(0)]);
        return g.op("Where", [hit, int32(context, [inSample(tap)], []), other]);
      },
      int32(context, [inSample(offsets.at(-1)!)], []),
    );
  const position = g.op("Add", [offset, corners(context, window, steps)]);
  if (padded === input(0)) return position;
  // NaN equals nothing and -∞ equals the padding; neither may point outside the sample.
  return g.op("Clip", [position, int32(context, [0], []), int32(context, [size - 1], [])]);
}

/** Position of each window's corner within the sample: `[1, C, ..output]`. */
function corners(context: RuleContext, window: Window, steps: readonly number[]): string {
  const { output, strides, before } = window;
  const channels = fixedSize(context, context.input(0), 1);
  const along = (axis: number, positions: readonly number[]) => {
    const dims = [1, 1, ...output.map(() => 1)];
    dims[axis] = positions.length;
    return int32(context, positions, dims);
  };
  const channel = range(0, channels).map((index) => index * product(window.input));
  return output.reduce(
    (sum, count, axis) => {
      const positions = range(0, count).map((at) => (at * strides[axis]! - before[axis]!) * steps[axis]!);
      return context.g.op("Add", [sum, along(axis + 2, positions)]);
    },
    along(1, channel),
  );
}

/** A constant; ONNX Runtime folds the Cast when it opens the graph. */
function int32({ g }: RuleContext, values: readonly number[], dims: readonly number[]): string {
  return g.op("Cast", [g.int64(values, dims)], { to: ElementType.INT32 });
}

/** Position within the sample (int64) from the operator's positions within the batch. */
function indexedPositions(context: RuleContext, size: number): string {
  if (context.int("storage_order", 0) !== 0) return context.unsupported("storage_order 1 with a large window");
  return context.g.op("Mod", [context.output(1), context.g.int64([size])]);
}
