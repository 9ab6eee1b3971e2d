import type { Dim } from "../model/graph.ts";
import type { GradientRule, RuleContext } from "../rule.ts";
import { type Margin, padAxes } from "./margin.ts";
import { range } from "./sizes.ts";

interface Cut {
  readonly axis: number;
  /** Size of the axis before the cut. */
  readonly size: number;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Every step-th value of a stretch of some axes; the values left out get zero. */
export const slice: GradientRule = {
  op: "Slice",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, dims } = context;
    const rank = dims(input(0)).length;
    const all = cuts(context);
    const backward = all.filter(({ step }) => step < 0);
    let value = cotangent(0)!;
    if (backward.length > 0) value = flip(context, value, backward);
    const shape = [...dims(context.output(0))];
    for (const cut of all) if (Math.abs(cut.step) > 1) value = spread(context, value, shape, cut);
    const margins = all.map(({ axis, size, start, step, count }): readonly [number, Margin] => {
      const before = step > 0 ? start : start + step * (count - 1);
      return [axis, { before, after: size - before - Math.abs(step) * count }];
    });
    return [padAxes(g, value, rank, new Map(margins))];
  },
};

function cuts(context: RuleContext): Cut[] {
  const { has, input, dims, constantInts } = context;
  const constant = (index: number) =>
    constantInts(input(index)) ?? context.unsupported("starts, ends, axes or steps that are not constant");
  const shape = dims(input(0));
  const starts = constant(1);
  const ends = constant(2);
  const axes = has(3) ? constant(3) : range(0, starts.length);
  const steps = has(4) ? constant(4) : starts.map(() => 1);
  return axes.flatMap((named, index) => {
    const axis = named < 0 ? named + shape.length : named;
    const size = shape[axis];
    const [step, whole] = [steps[index]!, starts[index] === 0 && ends[index]! >= 2 ** 31 - 1];
    if (step === 1 && whole) return [];
    if (typeof size !== "number") return context.unsupported(`a cut of axis ${axis}, whose size is not fixed`);
    const clamp = (at: number, low: number, high: number) => Math.min(Math.max(at < 0 ? at + size : at, low), high);
    const start = step > 0 ? clamp(starts[index]!, 0, size) : clamp(starts[index]!, 0, size - 1);
    const end = step > 0 ? clamp(ends[index]!, 0, size) : clamp(ends[index]!, -1, size - 1);
    return [{ axis, size, start, step, count: Math.max(0, Math.ceil((end - start) / step)) }];
  });
}

function flip({ g }: RuleContext, value: string, backward: readonly Cut[]): string {
  const each = (entry: number) => g.int64(backward.map(() => entry));
  const axes = g.int64(backward.map(({ axis }) => axis));
  return g.op("Slice", [value, each(-1), each(-(2 ** 31)), axes, each(-1)]);
}

/** Puts |step| - 1 zeros after every value of an axis: [.., n, ..] to [.., n·|step|, ..]. */
function spread(context: RuleContext, value: string, shape: Dim[], { axis, step, count }: Cut): string {
  const { g } = context;
  const gap = Math.abs(step);
  const column = g.op("Unsqueeze", [value, g.int64([axis + 1])]);
  const padded = padAxes(g, column, shape.length + 1, new Map([[axis + 1, { before: 0, after: gap - 1 }]]));
  shape[axis] = count * gap;
  // In a Reshape, 0 keeps the size an axis has, which is right before the merged axis only.
  const target = shape.map((dim, at) => (at < axis ? 0 : typeof dim === "number" ? dim : -1));
  return g.op("Reshape", [padded, g.int64(target)]);
}
