// Rows of cotangents added up where rows were picked: the adjoint of every gather.

import { ElementType } from "../model/graph.ts";
import type { RuleContext } from "../rule.ts";
import { range } from "./sizes.ts";

export interface RowScatter {
  /** `[p, n, q]` */
  readonly values: string;
  /** `[p, n]` or `[1, n]`, integers; negative ones count from the end. */
  readonly indices: string;
  /** Rows of the result; a name is a run-time int64 `[1]`. */
  readonly size: number | string;
  /** n and q, where they are known. */
  readonly count: number | undefined;
  readonly width: number | undefined;
}

/** Values per sample that one ScatterElements adds; with more, its copy of the indices leaves the fast heap. */
const PIECE = 2 ** 15;

/**
 * `[p, size, q]`: row `indices[p, i]` is the sum of the rows `values[p, i]` that name it.
 *
 * Never ScatterND with reduction add, which races. One thread, [16, 4096, 64] into 256 rows: 25 to 31 ms in eight
 * pieces and 80 in one, 37 as a product with a one-hot matrix; [16, 2560, 48]: 7, 13 and 11; [16, 10240, 48] into 1024:
 * 60, 125 and 340; an embedding table [2000, 48] from 1024 rows: 0.2 and, as a product, 1.4.
 */
export function scatterRows(context: RuleContext, { values, indices, size, count, width }: RowScatter): string {
  const { g } = context;
  const rows = typeof size === "number" ? g.int64([size]) : size;
  const places = g.op("Mod", [g.op("Cast", [indices], { to: ElementType.INT64 }), rows]);
  if (width === undefined) return alongMiddle(context, values, places, rows);
  const cells = g.op("Add", [
    g.op("Mul", [g.op("Unsqueeze", [places, g.int64([2])]), g.int64(width)]),
    g.int64(range(0, width)),
  ]);
  // The cotangent may hold more copies than the forward pass.
  const copies = g.op("Shape", [values], { start: 0, end: 1 });
  const flat = typeof size === "number" ? g.int64([size * width]) : g.op("Mul", [size, g.int64([width])]);
  const zeros = g.op("ConstantOfShape", [g.op("Concat", [copies, flat], { axis: 0 })]);
  const line = g.int64([0, -1]);
  const sums = pieces(count, width).reduce((total, stretch) => {
    const cut = stretch?.map((end) => g.int64([end])) ?? [];
    const piece = (value: string) => (stretch === undefined ? value : g.op("Slice", [value, ...cut, g.int64([1])]));
    const added = g.op("Reshape", [piece(values), line]);
    const targets = g.op("Expand", [g.op("Reshape", [piece(cells), line]), g.op("Shape", [added])]);
    return g.op("ScatterElements", [total, targets, added], { axis: 1, reduction: "add" });
  }, zeros);
  return g.op("Reshape", [sums, g.int64([0, -1, width])]);
}

/** Start and end of each piece of the rows, at most 16; undefined is all of them. */
function pieces(count: number | undefined, width: number): (readonly [number, number] | undefined)[] {
  if (count === undefined || count * width <= PIECE) return [undefined];
  const length = Math.ceil(Math.max(PIECE / width, count / 16));
  return range(0, Math.ceil(count / length)).map((index) => [index * length, Math.min(count, (index + 1) * length)]);
}

function alongMiddle({ g }: RuleContext, values: string, places: string, rows: string): string {
  const shape = g.op("Shape", [values]);
  const targets = g.op("Expand", [g.op("Unsqueeze", [places, g.int64([2])]), shape]);
  const [first, , last] = g.ops("Split", [shape], { axis: 0, num_outputs: 3 }, 3);
  const zeros = g.op("ConstantOfShape", [g.op("Concat", [first!, rows, last!], { axis: 0 })]);
  return g.op("ScatterElements", [zeros, targets, values], { axis: 1, reduction: "add" });
}
