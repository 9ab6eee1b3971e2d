import type { GradientRule, RuleContext } from "../rule.ts";
import { mapAxis } from "./axis-map.ts";
import { fixedSize, range } from "./sizes.ts";

/**
 * Interpolation, a linear map along each axis for every mode. Its matrix is Resize itself applied to the identity, which
 * ONNX Runtime folds into a constant when it opens the graph. Whole copies of nearest values are added up instead.
 */
export const resize: GradientRule = {
  op: "Resize",
  differentiable: [0],
  gradient: (context) => {
    const { cotangent, input, output, dims, unsupported } = context;
    if (context.string("coordinate_transformation_mode", "") === "tf_crop_and_resize") {
      return unsupported("coordinate_transformation_mode tf_crop_and_resize");
    }
    const [from, to] = [dims(input(0)), dims(output(0))];
    const rank = from.length;
    // A scale can move positions and leave their number.
    const scales = context.has(3) ? undefined : scalesOf(context);
    const resized = range(0, rank).filter((axis) => from[axis] !== to[axis] || (scales?.[axis] ?? 1) !== 1);
    return [
      resized.reduce((value, axis) => {
        const copies = wholeCopies(context, axis, scales?.[axis]);
        return copies === undefined
          ? mapAxis(context, value, rank, axis, interpolation(context, axis, scales?.[axis]))
          : addedCopies(context, value, axis, copies);
      }, cotangent(0)!),
    ];
  },
};

/** How often nearest mode repeats each value of an axis, where it does so evenly; undefined elsewhere. */
function wholeCopies(context: RuleContext, axis: number, scale: number | undefined): number | undefined {
  const { input, output } = context;
  const copies = fixedSize(context, output(0), axis) / fixedSize(context, input(0), axis);
  const plain =
    context.string("mode", "nearest") === "nearest" &&
    context.string("coordinate_transformation_mode", "half_pixel") === "asymmetric" &&
    context.string("nearest_mode", "round_prefer_floor") === "floor";
  return plain && Number.isInteger(copies) && (scale ?? copies) === copies ? copies : undefined;
}

/** Sums of neighbours; axes before `axis` have their input's size already. */
function addedCopies(context: RuleContext, value: string, axis: number, copies: number): string {
  const { g, dims, input, output } = context;
  const rest = dims(output(0)).slice(axis + 1);
  const kept = fixedSize(context, input(0), axis);
  // In a Reshape, 0 keeps the size an axis has.
  const sizes = [
    ...range(0, axis).map(() => 0),
    kept,
    copies,
    ...rest.map((dim) => (typeof dim === "number" ? dim : -1)),
  ];
  return g.op("ReduceSum", [g.op("Reshape", [value, g.int64(sizes)]), g.int64([axis + 1])], { keepdims: 0 });
}

/** `[to, from]`: row o holds the weights with which output position o reads the input along `axis`. */
function interpolation(context: RuleContext, axis: number, scale: number | undefined): string {
  const { g, node, input, output } = context;
  const [from, to] = [fixedSize(context, input(0), axis), fixedSize(context, output(0), axis)];
  const identity = g.float32(
    range(0, from * from).map((cell) => (cell % (from + 1) === 0 ? 1 : 0)),
    [1, 1, from, from],
  );
  const attributes = Object.fromEntries(
    [...node.attributes].filter(([name]) => name !== "axes" && name !== "keep_aspect_ratio_policy"),
  );
  const scaled = (factor: number) => g.op("Resize", [identity, "", g.float32([1, 1, 1, factor])], attributes);
  const sized = () => g.op("Resize", [identity, "", "", g.int64([1, 1, from, to])], attributes);
  // Rows of the result are the input's positions.
  const weights = scale === undefined ? (besideLeading(context, axis, identity) ?? sized()) : scaled(scale);
  return g.op("Transpose", [g.op("Reshape", [weights, g.int64([from, to])])], { perm: [1, 0] });
}

/**
 * With keep_aspect_ratio_policy one axis leads and gives its scale to all. The weights of another one are found beside
 * the leading axis, along which the identity is repeated: `[1, from, 1, to]`. Undefined where no other axis leads.
 */
function besideLeading(context: RuleContext, axis: number, identity: string): string | undefined {
  const { g, node, input, dims, ints, constantInts, unsupported } = context;
  const policy = context.string("keep_aspect_ratio_policy", "stretch");
  if (policy === "stretch") return undefined;
  const rank = dims(input(0)).length;
  const axes = (ints("axes") ?? range(0, rank)).map((named) => (named + rank) % rank);
  const sizes = constantInts(input(3)) ?? unsupported("sizes that are not constant");
  const scales = axes.map((at, index) => sizes[index]! / fixedSize(context, input(0), at));
  const scale = policy === "not_larger" ? Math.min(...scales) : Math.max(...scales);
  const leading = scales.indexOf(scale);
  const at = axes[leading]!;
  if (at === axis) return undefined;
  const from = fixedSize(context, input(0), axis);
  const rows = g.op("Reshape", [identity, g.int64([1, from, 1, from])]);
  const repeated = g.op("Expand", [rows, g.int64([1, from, fixedSize(context, input(0), at), from])]);
  const asked = g.int64([sizes[leading]!, sizes[axes.indexOf(axis)]!]);
  const attributes = { ...Object.fromEntries(node.attributes), axes: [2, 3] };
  const both = g.op("Resize", [repeated, "", "", asked], attributes);
  return g.op("Slice", [both, g.int64([0]), g.int64([1]), g.int64([2])]);
}

/** One scale for every axis of the input. */
function scalesOf(context: RuleContext): number[] {
  const { input, dims, ints, constantFloats } = context;
  const scales = constantFloats(input(2)) ?? context.unsupported("scales that are not constant");
  const rank = dims(input(0)).length;
  const axes = (ints("axes") ?? range(0, rank)).map((axis) => (axis + rank) % rank);
  return range(0, rank).map((axis) => scales[axes.indexOf(axis)] ?? 1);
}
