// Roots of sums of powers: norms, whose slope at 0 is 0 by convention though the root alone has a pole there.

import type { Node } from "../model/graph.ts";
import type { RuleContext } from "../rule.ts";

/** Operators that keep a sum of powers one, in their first input. */
const PASSING: ReadonlySet<string> = new Set([
  "AveragePool",
  "Cast",
  "Clip",
  "Expand",
  "Flatten",
  "Gather",
  "GlobalAveragePool",
  "Identity",
  "ReduceMean",
  "ReduceSum",
  "Relu",
  "Reshape",
  "Slice",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
]);

const NOT_NEGATIVE: ReadonlySet<string> = new Set(["Abs", "Exp", "Relu", "Sigmoid", "Softmax", "Sqrt"]);

/** Nodes looked at before giving up. */
const REACH = 16;

/**
 * Whether `tensor` to the power `exponent` is a norm or flatter: a sum of |z|^c with c·exponent at least 1, as the
 * exporters write `cdist`, `vector_norm` and `std`. Where it is 0, all z are 0 and 0 is in its subgradient.
 */
export function isNorm(context: RuleContext, tensor: string, exponent: number): boolean {
  const degree = degreeOf(context, tensor, REACH);
  return degree !== undefined && degree * exponent > 1 - 1e-6;
}

/** The smallest c of a sum of |z|^c with weights, c above 1; undefined for anything else. */
function degreeOf(context: RuleContext, tensor: string, reach: number): number | undefined {
  const node = context.producer(tensor);
  if (node === undefined || node.domain !== "" || reach === 0) return undefined;
  const [first = "", second = ""] = node.inputs;
  const inner = (name: string) => degreeOf(context, name, reach - 1);
  if (PASSING.has(node.op)) return inner(first);
  if (node.op === "ReduceSumSquare") return 2;
  if (node.op === "Pow") return powerDegree(context, node);
  if (node.op === "Div") return context.moves(second) ? undefined : inner(first);
  if (node.op === "Mul") {
    if (first === second) return 2;
    if (!context.moves(second)) return inner(first);
    return context.moves(first) ? undefined : inner(second);
  }
  if (node.op === "Add" || node.op === "Sum") {
    const degrees = node.inputs.map(inner);
    return degrees.every((degree) => degree !== undefined) ? Math.min(...degrees) : undefined;
  }
  return undefined;
}

function powerDegree(context: RuleContext, { inputs: [base = "", power = ""] }: Node): number | undefined {
  const known = context.constantFloats(power) ?? context.constantInts(power);
  const exponent = known?.length === 1 ? known[0]! : 0;
  if (exponent <= 1) return undefined;
  const signed = exponent % 2 !== 0 && !NOT_NEGATIVE.has(context.producer(base)?.op ?? "");
  return signed ? undefined : exponent;
}
