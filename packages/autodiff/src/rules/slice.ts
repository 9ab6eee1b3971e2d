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
  const kept = dims(context.output(0));
  const axes = has(3) ? constant(3) : range(0, constant(1).length);
  const steps = has(4) ? constant(4) : axes.map(() => 1);
  // Sizes before and after tell what is cut, so ends may be computed from the batch.
  return axes.flatMap((named, index) => {
    const axis = named < 0 ? named + shape.length : named;
    const [size, count, step] = [shape[axis], kept[axis], steps[index]!];
    if (step === 1 && size === count) return [];
    if (typeof size !== "number" || typeof count !== "number") {
      return context.unsupported(`a cut of axis ${axis}, whose size is not fixed`);
    }
    const given = constant(1)[index]!;
    const start = Math.min(Math.max(given < 0 ? given + size : given, 0), step > 0 ? size : size - 1);
    return [{ axis, size, start, step, count }];
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
