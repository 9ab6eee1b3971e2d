// The adjoint of picking one value per index along an axis.

import type { RuleContext } from "../rule.ts";

/**
 * Adds output 0's cotangent to zeros shaped like input 0, at `indices` (shaped like output 0) along `axis`; symbolic
 * sizes of other axes are those of the cotangent.
 */
export function scatterElements(context: RuleContext, indices: string, axis: number): string {
  const { g, cotangent, output, dims } = context;
  const values = cotangent(0)!;
  const fixed = dims(output(0)).every((dim) => typeof dim === "number");
  // The cotangent may hold more copies than the forward pass.
  const targets = fixed ? indices : g.op("Expand", [indices, g.op("Shape", [values])]);
  const zeros = g.op("ConstantOfShape", [zeroShape(context, values, axis)]);
  return g.op("ScatterElements", [zeros, targets, values], { axis, reduction: "add" });
}

function zeroShape(context: RuleContext, values: string, axis: number): string {
  const { g, input, output, dims } = context;
  const shape = dims(input(0));
  const known = shape.filter((dim) => typeof dim === "number");
  if (known.length === shape.length) return g.int64(known);
  const at = (axis + shape.length) % shape.length;
  const picked = dims(output(0));
  if (shape.some((dim, position) => typeof dim === "string" && (position === at || picked[position] !== dim))) {
    context.needsEqualBatches();
    return g.op("Shape", [input(0)]);
  }
  const sizes = shape.map((dim, position) => {
    return typeof dim === "number" ? g.int64([dim]) : g.op("Shape", [values], { start: position, end: position + 1 });
  });
  return g.op("Concat", sizes, { axis: 0 });
}
