import type { Dim } from "../model/graph.ts";
import type { GradientRule, RuleContext } from "../rule.ts";
import { range } from "./sizes.ts";

interface Operand {
  readonly name: string;
  /** At least two. */
  readonly dims: readonly Dim[];
}

/**
 * Y = A B over the last two axes, leading axes broadcast; dA = dY Bᵀ and dB = Aᵀ dY, summed over broadcast axes. A
 * vector counts as one row of A or one column of B.
 */
export const matMul: GradientRule = {
  op: "MatMul",
  differentiable: [0, 1],
  gradient: (context) => {
    const { g, cotangent, input, dims, wanted } = context;
    const rowVector = dims(input(0)).length === 1;
    const columnVector = dims(input(1)).length === 1;
    const a = rowVector ? asMatrix(context, input(0), 0) : { name: input(0), dims: dims(input(0)) };
    const b = columnVector ? asMatrix(context, input(1), 1) : { name: input(1), dims: dims(input(1)) };
    const lost = [...(rowVector ? [-2] : []), ...(columnVector ? [-1] : [])];
    const dy = lost.length > 0 ? g.op("Unsqueeze", [cotangent(0)!, g.int64(lost)]) : cotangent(0)!;
    const squeezed = (value: string, axis: number) => g.op("Squeeze", [value, g.int64([axis])]);
    const da = wanted(0) ? toLeft(context, dy, a, b) : undefined;
    const db = wanted(1) ? toRight(context, dy, a, b) : undefined;
    return [
      da !== undefined && rowVector ? squeezed(da, 0) : da,
      db !== undefined && columnVector ? squeezed(db, 1) : db,
    ];
  },
};

function asMatrix({ g, dims }: RuleContext, vector: string, axis: 0 | 1): Operand {
  const size = dims(vector)[0]!;
  return { name: g.op("Unsqueeze", [vector, g.int64([axis])]), dims: axis === 0 ? [1, size] : [size, 1] };
}

function toLeft(context: RuleContext, dy: string, a: Operand, b: Operand): string {
  return sumBatch(context, context.g.op("MatMul", [dy, transposed(context, b)]), a, b);
}

function toRight(context: RuleContext, dy: string, a: Operand, b: Operand): string {
  const { g } = context;
  const [inner, columns] = b.dims;
  if (b.dims.length > 2 || typeof inner !== "number" || typeof columns !== "number") {
    return sumBatch(context, g.op("MatMul", [transposed(context, a), dy]), b, a);
  }
  // One product over all rows of all batches, instead of a product per batch and a sum.
  const flat = (value: string, size: number) => g.op("Reshape", [value, g.int64([-1, size])]);
  const matrix = a.dims.length === 2;
  const [rows, cotangents] = matrix ? [a.name, dy] : [flat(a.name, inner), flat(dy, columns)];
  return g.op("Gemm", [rows, cotangents], { transA: 1 });
}

function transposed({ g }: RuleContext, { name, dims }: Operand): string {
  const rank = dims.length;
  return g.op("Transpose", [name], { perm: [...range(0, rank - 2), rank - 1, rank - 2] });
}

/** Sums a product with the batch axes of both operands over those that `operand` lacks or has once. */
function sumBatch({ g }: RuleContext, value: string, operand: Operand, other: Operand): string {
  const rank = Math.max(operand.dims.length, other.dims.length);
  const lead = rank - operand.dims.length;
  const stretched = range(lead, rank - 2).filter(
    (axis) => operand.dims[axis - lead] === 1 && other.dims.at(axis - rank) !== 1 && axis >= rank - other.dims.length,
  );
  const summed = lead > 0 ? g.op("ReduceSum", [value, g.int64(range(0, lead))], { keepdims: 0 }) : value;
  if (stretched.length === 0) return summed;
  return g.op("ReduceSum", [summed, g.int64(stretched.map((axis) => axis - lead))], { keepdims: 1 });
}
