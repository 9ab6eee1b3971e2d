import type { GradientRule, RuleContext } from "../rule.ts";
import { fixedSize } from "./sizes.ts";

/** Heads of one operand: `[b, heads, length, width]`, or `[b, length, heads·width]` in three axes. */
interface Heads {
  readonly flat: boolean;
  readonly heads: number;
  readonly length: number;
  readonly width: number;
}

/**
 * Y = P V with P = softmax(scale Q Kᵀ + mask), heads of Q in groups that share heads of K and V. With S = P ⊙ (dY Vᵀ −
 * Σ P ⊙ dY Vᵀ): dQ = scale S K, dK = scale Sᵀ Q, dV = Pᵀ dY. P comes from the operator itself, with its masks. The mask
 * gets no gradient.
 */
export const attention: GradientRule = {
  op: "Attention",
  differentiable: [0, 1, 2],
  moving: () => [0],
  gradient: (context) => {
    const { g, cotangent, input, wanted, has, unsupported } = context;
    if (has(4) || has(5)) return unsupported("a cache of keys and values");
    if (context.float("softcap", 0) !== 0) return unsupported("a softcap");
    const [q, k, v] = [headsOf(context, 0, "q"), headsOf(context, 1, "kv"), headsOf(context, 2, "kv")];
    const groups = q.heads / k.heads;
    const query = (value: string, { length, width }: Heads) => {
      return g.op("Reshape", [value, g.int64([0, k.heads, groups, length, width])]);
    };
    const key = (value: string, { length, width }: Heads) => {
      return g.op("Reshape", [value, g.int64([0, k.heads, 1, length, width])]);
    };
    const result = { ...q, width: v.width };
    const scores = query(probabilities(context), { ...q, width: k.length });
    const dy = query(split(context, cotangent(0)!, result), result);
    const flipped = (value: string) => g.op("Transpose", [value], { perm: [0, 1, 2, 4, 3] });
    const overGroups = (value: string) => g.op("ReduceSum", [value, g.int64([2])], { keepdims: 0 });
    const toScores = () => {
      const raw = g.op("MatMul", [dy, flipped(key(split(context, input(2), v), v))]);
      const along = g.op("ReduceSum", [g.op("Mul", [raw, scores]), g.int64([-1])]);
      const slope = g.op("Mul", [scores, g.op("Sub", [raw, along])]);
      return g.op("Mul", [slope, g.float32(context.float("scale", 1 / Math.sqrt(q.width)))]);
    };
    const inner = wanted(0) || wanted(1) ? toScores() : "";
    const toQuery = () => g.op("MatMul", [inner, key(split(context, input(1), k), k)]);
    const toKey = () => overGroups(g.op("MatMul", [flipped(inner), query(split(context, input(0), q), q)]));
    return [
      wanted(0)
        ? joined(context, g.op("Reshape", [toQuery(), g.int64([0, q.heads, q.length, q.width])]), q)
        : undefined,
      wanted(1) ? joined(context, toKey(), k) : undefined,
      wanted(2) ? joined(context, overGroups(g.op("MatMul", [flipped(scores), dy])), v) : undefined,
    ];
  },
};

function headsOf(context: RuleContext, index: number, kind: "q" | "kv"): Heads {
  const name = context.input(index);
  const flat = context.dims(name).length === 3;
  const heads = flat ? context.int(`${kind}_num_heads`, 1) : fixedSize(context, name, 1);
  const width = fixedSize(context, name, -1);
  return { flat, heads, length: fixedSize(context, name, -2), width: flat ? width / heads : width };
}

function split({ g }: RuleContext, value: string, { flat, heads, length, width }: Heads): string {
  if (!flat) return value;
  return g.op("Transpose", [g.op("Reshape", [value, g.int64([0, length, heads, width])])], { perm: [0, 2, 1, 3] });
}

function joined({ g }: RuleContext, value: string, { flat, heads, length, width }: Heads): string {
  if (!flat) return value;
  return g.op("Reshape", [g.op("Transpose", [value], { perm: [0, 2, 1, 3] }), g.int64([0, length, heads * width])]);
}

/** `[b, heads, queries, keys]` */
function probabilities({ g, node }: RuleContext): string {
  const attributes = { ...Object.fromEntries(node.attributes), qk_matmul_output_mode: 3 };
  return g.ops("Attention", node.inputs, attributes, 4)[3]!;
}
