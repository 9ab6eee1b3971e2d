import type { GradientRule, RuleContext } from "../rule.ts";
import { type AxisTaps, gridAxes, type Interpolation, type Margins } from "./grid-taps.ts";
import { fixedSize, product, range, spatialSizes } from "./sizes.ts";

/** One value read for every position of the grid: `[b, positions]` each. */
interface Tap {
  /** int64, position within a channel */
  readonly place: string;
  /** float32 */
  readonly weight: string;
  /** Derivative of the weight to each coordinate of the grid; empty where none is asked for. */
  readonly slopes: readonly string[];
}

/**
 * X `[b, C, ..sizes]` read at the positions of a grid `[b, ..positions, d]`, coordinates from -1 to 1, the last axis first.
 * dX: the cotangent, times each weight, added where the value was read. dgrid: the cotangent's product with what was
 * read, times the weights' slopes.
 */
export const gridSample: GradientRule = {
  op: "GridSample",
  differentiable: [0, 1],
  gradient: (context) => {
    const { g, cotangent, input, wanted, reshapeLike } = context;
    const sizes = spatialSizes(context, input(0));
    const dy = g.op("Reshape", [cotangent(0)!, g.int64([0, 0, -1])]);
    const taps = tapsOf(context, sizes, wanted(1));
    return [
      wanted(0) ? reshapeLike(addedUp(context, dy, taps, product(sizes)), input(0)) : undefined,
      wanted(1) ? reshapeLike(toGrid(context, dy, taps, sizes.length), input(1)) : undefined,
    ];
  },
};

function tapsOf(context: RuleContext, sizes: readonly number[], sloped: boolean): Tap[] {
  const { g, input } = context;
  const margins = context.string("padding_mode", "zeros");
  const mode = context.string("mode", "linear");
  const settings = {
    sizes,
    margins: isMargins(margins) ? margins : context.unsupported(`padding_mode "${margins}"`),
    interpolation: interpolationOf(mode) ?? context.unsupported(`mode "${mode}"`),
    aligned: context.int("align_corners", 0) === 1,
  };
  const coordinates = sizes.map((_, axis) => {
    const value = g.op("Gather", [input(1), g.int64(sizes.length - 1 - axis)], { axis: -1 });
    return g.op("Reshape", [value, g.int64([0, -1])]);
  });
  const axes = gridAxes(g, settings, coordinates);
  return combinations(axes.map(({ places }) => places.length)).map((chosen) =>
    tapAt(context, axes, sizes, chosen, sloped),
  );
}

function tapAt(
  { g }: RuleContext,
  axes: readonly AxisTaps[],
  sizes: readonly number[],
  chosen: readonly number[],
  sloped: boolean,
): Tap {
  const multiply = (factors: readonly string[]) => factors.reduce((a, b) => g.op("Mul", [a, b]));
  const steps = sizes.map((_, axis) => product(sizes.slice(axis + 1)));
  const weights = axes.map(({ weights: all }, axis) => all[chosen[axis]!]!);
  const place = axes
    .map(({ places }, axis) => {
      const at = places[chosen[axis]!]!;
      return steps[axis] === 1 ? at : g.op("Mul", [at, g.int64(steps[axis]!)]);
    })
    .reduce((a, b) => g.op("Add", [a, b]));
  const slopes = axes.map(({ slopes: all }, axis) =>
    multiply(weights.map((weight, at) => (at === axis ? all[chosen[axis]!]! : weight))),
  );
  return { place, weight: multiply(weights), slopes: sloped ? slopes : [] };
}

/** `[B, C, size]`; the cotangent may hold more copies than the forward pass. */
function addedUp(context: RuleContext, dy: string, taps: readonly Tap[], size: number): string {
  const { g, input } = context;
  const channels = fixedSize(context, input(0), 1);
  const shape = g.op("Shape", [dy]);
  const copies = g.op("Shape", [dy], { start: 0, end: 1 });
  const zeros = g.op("ConstantOfShape", [g.op("Concat", [copies, g.int64([channels, size])], { axis: 0 })]);
  return taps.reduce((total, { place, weight }) => {
    const values = g.op("Mul", [dy, g.op("Unsqueeze", [weight, g.int64([1])])]);
    const targets = g.op("Expand", [g.op("Unsqueeze", [place, g.int64([1])]), shape]);
    return g.op("ScatterElements", [total, targets, values], { axis: 2, reduction: "add" });
  }, zeros);
}

/** `[B, positions, d]`, coordinates in the grid's order. */
function toGrid({ g, input }: RuleContext, dy: string, taps: readonly Tap[], rank: number): string {
  const values = g.op("Reshape", [input(0), g.int64([0, 0, -1])]);
  const channels = g.op("Shape", [input(0)], { start: 0, end: 2 });
  const one = g.int64([1]);
  const products = taps.map(({ place }) => {
    const positions = g.op("Shape", [place], { start: 1, end: 2 });
    const target = g.op("Expand", [
      g.op("Unsqueeze", [place, one]),
      g.op("Concat", [channels, positions], { axis: 0 }),
    ]);
    const read = g.op("GatherElements", [values, target], { axis: 2 });
    return g.op("ReduceSum", [g.op("Mul", [dy, read]), one], { keepdims: 0 });
  });
  const along = range(0, rank).map((axis) => {
    const parts = taps.map(({ slopes }, tap) => g.op("Mul", [products[tap]!, slopes[axis]!]));
    return g.op("Unsqueeze", [parts.length === 1 ? parts[0]! : g.op("Sum", parts), g.int64([-1])]);
  });
  return g.op("Concat", along.reverse(), { axis: -1 });
}

/** Every choice of one number below each count, the last varying fastest. */
function combinations(counts: readonly number[]): number[][] {
  return counts.reduce<number[][]>(
    (all, count) => all.flatMap((chosen) => range(0, count).map((next) => [...chosen, next])),
    [[]],
  );
}

function isMargins(name: string): name is Margins {
  return name === "zeros" || name === "border" || name === "reflection";
}

/** Opset 16 says bilinear and bicubic, 20 linear and cubic. */
function interpolationOf(mode: string): Interpolation | undefined {
  if (mode === "nearest") return "nearest";
  if (mode === "linear" || mode === "bilinear") return "linear";
  return mode === "cubic" || mode === "bicubic" ? "cubic" : undefined;
}
