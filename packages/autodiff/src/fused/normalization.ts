import { float } from "../emitter.ts";
import { floatAttribute } from "../opset/rewrite.ts";
import type { FusedContext, WriteOut } from "./write-out.ts";

const SKIP_EPSILON = 1e-12;

/** (input + skip + bias), normalised over the last axis. */
export const skipLayerNormalization: WriteOut = (context) => {
  const [input, skip, scale, shift, bias] = [0, 1, 2, 3, 4].map(context.input);
  const summed = scale === undefined ? undefined : sum(context, [input, skip, bias]);
  if (scale === undefined || summed === undefined) return false;
  emitNormalization(context, summed, scale, shift);
  return true;
};

/** LayerNormalization over the last axis, with the statistics the graph asks for. */
export function emitNormalization(context: FusedContext, x: string, scale: string, shift: string | undefined): void {
  const { g, node, output, asked } = context;
  const statistics = [1, 2].filter(asked).length === 0 ? [] : [output(1), output(2)];
  const epsilon = float(floatAttribute(node, "epsilon") ?? SKIP_EPSILON);
  const inputs = shift === undefined ? [x, scale] : [x, scale, shift];
  g.node("LayerNormalization", inputs, [output(0), ...statistics], { axis: -1, epsilon });
}

/** As above without mean and shift. */
export const skipSimplifiedLayerNormalization: WriteOut = (context) => {
  const [input, skip, scale, bias] = [0, 1, 2, 3].map(context.input);
  if (context.asked(1) || context.asked(2)) return false;
  const summed = scale === undefined ? undefined : sum(context, [input, skip, bias]);
  if (scale === undefined || summed === undefined) return false;
  emitSimplified(context, summed, scale, [-1], SKIP_EPSILON);
  return true;
};

/** x / √(mean x² + ε) · scale over the axes from `axis` on. */
export const simplifiedLayerNormalization: WriteOut = (context) => {
  const { node, input, dims, asked } = context;
  const [x, scale] = [input(0), input(1)];
  const found = node.attributes.get("axis");
  const axis = found?.kind === "int" ? found.value : -1;
  const rank = dims(x ?? "")?.length ?? 0;
  const first = axis < 0 ? axis : axis - rank;
  if (x === undefined || scale === undefined || first >= 0 || asked(1)) return false;
  emitSimplified(
    context,
    x,
    scale,
    Array.from({ length: -first }, (_, index) => first + index),
    1e-5,
  );
  return true;
};

/** The sum, as the output that holds it where the graph asks for one. */
function sum(context: FusedContext, [input, skip, bias]: readonly (string | undefined)[]): string | undefined {
  const { g, output } = context;
  if (input === undefined || skip === undefined) return undefined;
  const all = output(3);
  const first = bias === undefined ? all : g.fresh("Add");
  g.node("Add", [input, skip], [first]);
  if (bias !== undefined) g.node("Add", [first, bias], [all]);
  return all;
}

function emitSimplified(
  { g, node, output }: FusedContext,
  x: string,
  scale: string,
  axes: readonly number[],
  usual: number,
): void {
  const square = g.op("ReduceMean", [g.op("Mul", [x, x]), g.int64(axes)]);
  const root = g.op("Sqrt", [g.op("Add", [square, g.float32(floatAttribute(node, "epsilon") ?? usual)])]);
  g.node("Mul", [g.op("Div", [x, root]), scale], [output(0)]);
}
