import { type AttributeInput, float } from "../../emitter.ts";
import { batch, type CaseInput, constant, type RuleCase, weight } from "./rule-case.ts";

function matMul(law: string, a: CaseInput, b: CaseInput): RuleCase {
  return { op: "MatMul", law, inputs: [a, b] };
}

function gemm(
  law: string,
  inputs: readonly CaseInput[],
  attributes: Readonly<Record<string, AttributeInput>>,
): RuleCase {
  return { op: "Gemm", law, inputs, attributes };
}

function einsum(equation: string, ...inputs: CaseInput[]): RuleCase {
  return { op: "Einsum", law: equation, inputs, attributes: { equation } };
}

export const PRODUCT: readonly RuleCase[] = [
  einsum("bij,bjk->bik", batch([2, 3, 4]), batch([2, 4, 5])),
  einsum("bij,jk->bik", batch([2, 3, 4]), weight([4, 5])),
  einsum("bhid,bhjd->bhij", batch([2, 2, 3, 4]), batch([2, 2, 5, 4])),
  einsum("bi,bj->bij", batch([2, 3]), batch([2, 4])),
  einsum("bij->bji", batch([2, 3, 4])),
  einsum("bij->b", batch([2, 3, 4])),
  einsum("bij,bkl->bk", batch([2, 3, 4]), batch([2, 5, 2])),
  einsum("bi,ij,bj->b", batch([2, 3]), weight([3, 4]), batch([2, 4])),
  einsum("bij, jk", batch([2, 3, 4]), weight([4, 5])),
  einsum("...i, ...", batch([2, 3, 4]), batch([2, 3])),
  einsum("b...i,ij->b...j", batch([2, 3, 2, 4]), weight([4, 5])),
  einsum("...ij,...jk->...ik", batch([2, 2, 3, 4]), batch([2, 1, 4, 5])),
  einsum("i,i->", weight([4]), weight([4])),
  einsum("bij,j->bi", batch([2, 3, 4]), weight([1])),
  einsum("bij,jk->bik", batch([2, 3, 4]), weight([1, 5])),
  einsum("bij,j->bij", batch([2, 3, 1]), weight([4])),
  einsum("bij,bij,j->bi", batch([2, 3, 1]), batch([2, 1, 4]), weight([1])),
  einsum("bi,j,j->b", batch([2, 3]), weight([1]), weight([1])),
  matMul("matrix by matrix", batch([2, 3]), weight([3, 4])),
  matMul("batch of matrices by one matrix", batch([2, 3, 5]), weight([5, 4])),
  matMul("one matrix by a batch", weight([3, 5]), batch([2, 5, 4])),
  matMul("batch by batch", batch([2, 3, 5]), batch([2, 5, 4])),
  matMul("two batch axes, each broadcast", batch([2, 1, 3, 5]), batch([2, 4, 5, 2])),
  matMul("broadcast over a missing axis", batch([2, 4, 3, 5]), weight([4, 5, 2])),
  matMul("broadcast over an axis of size 1", weight([1, 3, 5]), batch([2, 5, 4])),
  matMul("inner axis of size 1", batch([2, 3, 1]), batch([2, 1, 4])),
  matMul("vector by matrix", weight([3]), weight([3, 4])),
  matMul("vector by batch", weight([3]), batch([2, 3, 4])),
  matMul("matrix by vector", batch([2, 3]), weight([3])),
  matMul("batch by vector", batch([2, 4, 3]), weight([3])),
  matMul("vector by vector", weight([3]), weight([3])),
  gemm("plain", [batch([2, 3]), weight([3, 4])], {}),
  gemm("bias", [batch([2, 3]), weight([3, 4]), weight([4])], {}),
  gemm("transposed weights, as PyTorch exports", [batch([2, 3]), weight([4, 3]), weight([4])], { transB: 1 }),
  gemm("transposed input", [weight([3, 2]), weight([3, 4]), weight([2, 1])], { transA: 1 }),
  gemm("both transposed", [weight([3, 2]), weight([4, 3]), weight([2, 4])], { transA: 1, transB: 1 }),
  gemm("factors", [batch([2, 3]), weight([3, 4]), weight([1, 4])], { alpha: float(0.5), beta: float(-2) }),
  gemm("factors and both transposed", [weight([3, 2]), weight([4, 3]), weight([])], {
    transA: 1,
    transB: 1,
    alpha: float(3),
    beta: float(0.5),
  }),
  gemm("constant weights", [batch([2, 3]), constant([2, 3], [1, 2, 3, 4, 5, 6])], { transB: 1 }),
];
