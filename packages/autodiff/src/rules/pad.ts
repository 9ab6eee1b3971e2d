import type { GradientRule, RuleContext } from "../rule.ts";
import { padAxes } from "./margin.ts";
import { fixedSize, range } from "./sizes.ts";

/**
 * Values around x. Constant ones: the cotangent is cropped where they were added, and zero where values were removed.
 * Reflected, repeated or wrapped ones: each strip's cotangents are added to the values it copies.
 */
export const pad: GradientRule = {
  op: "Pad",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, has, input, constantInts } = context;
    const mode = context.string("mode", "constant");
    const pads = constantInts(input(1));
    if (pads === undefined) return context.unsupported("pads that are not constant");
    if (mode !== "constant") {
      return [
        paddedAxes(context, pads).reduce((value, margin) => gathered(context, value, mode, margin), cotangent(0)!),
      ];
    }
    const crop = g.int64(pads.map((amount) => -amount));
    return [g.op("Pad", has(3) ? [cotangent(0)!, crop, "", input(3)] : [cotangent(0)!, crop])];
  },
};

interface AxisMargin {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

function paddedAxes(context: RuleContext, pads: readonly number[]): AxisMargin[] {
  const { has, input, dims, constantInts } = context;
  const rank = dims(input(0)).length;
  const named = has(3) ? constantInts(input(3)) : range(0, rank);
  if (named === undefined) return context.unsupported("axes that are not constant");
  const all = named.map((axis, index) => {
    return { axis: (axis + rank) % rank, before: pads[index]!, after: pads[index + named.length]! };
  });
  return all.filter(({ before, after }) => before !== 0 || after !== 0);
}

/** The cotangent of an axis before it was padded: a sum over the stretches that copy it forward, backward or one value. */
function gathered(context: RuleContext, value: string, mode: string, { axis, before, after }: AxisMargin): string {
  const { g, input, dims } = context;
  const rank = dims(input(0)).length;
  const size = fixedSize(context, input(0), axis);
  const along = g.int64([axis]);
  // ONNX Runtime 1.30 reads beyond its buffer there.
  if (mode === "wrap" && Math.max(before, after) > size) {
    return context.unsupported(`${Math.max(before, after)} wrapped values of ${size}`);
  }
  const parts = stretches(sources(size, mode, before, after)).map(({ start, count, first, step }) => {
    const end = start + count;
    const cut =
      step < 0
        ? [g.int64([end - 1]), g.int64([start === 0 ? -(2 ** 31) : start - 1]), along, g.int64([-1])]
        : [g.int64([start]), g.int64([end]), along];
    const strip = g.op("Slice", [value, ...cut]);
    const summed = step === 0 ? g.op("ReduceSum", [strip, along]) : strip;
    const low = step < 0 ? first - count + 1 : first;
    const width = step === 0 ? 1 : count;
    return padAxes(g, summed, rank, new Map([[axis, { before: low, after: size - low - width }]]));
  });
  return parts.length === 1 ? parts[0]! : g.op("Sum", parts);
}

/** For every position of the padded axis the one it copies. Values are removed first, then the rest is padded. */
function sources(size: number, mode: string, before: number, after: number): number[] {
  const low = Math.max(0, -before);
  const kept = size - low - Math.max(0, -after);
  return range(-Math.max(0, before), kept + Math.max(0, after)).map((at) => low + copied(at, kept, mode));
}

/** The position within `size` that position `at` outside copies. */
function copied(at: number, size: number, mode: string): number {
  if (mode === "edge") return Math.min(Math.max(at, 0), size - 1);
  if (mode === "wrap") return ((at % size) + size) % size;
  if (size === 1) return 0;
  const turn = 2 * (size - 1);
  const within = ((at % turn) + turn) % turn;
  return Math.min(within, turn - within);
}

interface Stretch {
  /** First position and number of positions in the padded axis. */
  readonly start: number;
  readonly count: number;
  /** What the first one copies, and how that goes on: 1, -1 or 0. */
  readonly first: number;
  readonly step: number;
}

/** Cuts a list of positions where it stops going on evenly. */
function stretches(positions: readonly number[]): Stretch[] {
  const found: Stretch[] = [];
  for (const [at, position] of positions.entries()) {
    const last = found.at(-1);
    const step = last === undefined ? 0 : position - positions[at - 1]!;
    if (last === undefined || Math.abs(step) > 1 || (last.count > 1 && step !== last.step)) {
      found.push({ start: at, count: 1, first: position, step: 1 });
    } else found[found.length - 1] = { ...last, count: last.count + 1, step };
  }
  return found;
}
