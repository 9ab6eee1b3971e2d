import type { GradientRule, RuleContext } from "../rule.ts";
import { mapAxis } from "./axis-map.ts";
import { fixedSize, range } from "./sizes.ts";

/**
 * Interpolation, a linear map along each axis for every mode. Its matrix is Resize itself applied to the identity, which
 * ONNX Runtime folds into a constant when it opens the graph.
 */
export const resize: GradientRule = {
  op: "Resize",
  differentiable: [0],
  gradient: (context) => {
    const { g, cotangent, input, output, dims, unsupported } = context;
    if (context.string("coordinate_transformation_mode", "") === "tf_crop_and_resize") {
      return unsupported("coordinate_transformation_mode tf_crop_and_resize");
    }
    if (context.string("keep_aspect_ratio_policy", "stretch") !== "stretch") {
      return unsupported("keep_aspect_ratio_policy");
    }
    const [from, to] = [dims(input(0)), dims(output(0))];
    const rank = from.length;
    const resized = range(0, rank).filter((axis) => from[axis] !== to[axis]);
    return [
      resized.reduce((value, axis) => mapAxis(g, value, rank, axis, interpolation(context, axis)), cotangent(0)!),
    ];
  },
};

/** `[to, from]`: row o holds the weights with which output position o reads the input along `axis`. */
function interpolation(context: RuleContext, axis: number): string {
  const { g, node, input, output, has } = context;
  const [from, to] = [fixedSize(context, input(0), axis), fixedSize(context, output(0), axis)];
  const identity = g.float32(
    range(0, from * from).map((cell) => (cell % (from + 1) === 0 ? 1 : 0)),
    [1, 1, from, from],
  );
  const attributes = Object.fromEntries([...node.attributes].filter(([name]) => name !== "axes"));
  const scaled = () => {
    const scale = scaleOf(context, axis);
    return g.op("Resize", [identity, "", g.float32([1, 1, 1, scale])], attributes);
  };
  const sized = () => g.op("Resize", [identity, "", "", g.int64([1, 1, from, to])], attributes);
  // Rows of the result are the input's positions.
  const weights = has(3) ? sized() : scaled();
  return g.op("Transpose", [g.op("Reshape", [weights, g.int64([from, to])])], { perm: [1, 0] });
}

function scaleOf(context: RuleContext, axis: number): number {
  const { input, dims, ints, constantFloats } = context;
  const scales = constantFloats(input(2)) ?? context.unsupported("scales that are not constant");
  const rank = dims(input(0)).length;
  const position = ints("axes")?.findIndex((named) => (named + rank) % rank === axis) ?? axis;
  return scales[position] ?? 1;
}
