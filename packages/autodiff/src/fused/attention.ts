import { ElementType } from "../model/graph.ts";
import { floatAttribute, intsAttribute } from "../opset/rewrite.ts";
import type { FusedContext, WriteOut } from "./write-out.ts";

const MASKED = -10000;

/**
 * Self-attention of `[b, L, width]`: one product for queries, keys and values. Masks are 1 for tokens that count, `[b, L]`
 * or `[b, L, L]`, or lengths `[b]`; a bias is added to the scores. Not covered: a past, rotary embeddings.
 */
export const attention: WriteOut = (context) => {
  const { g, input, output, dims, asked } = context;
  const [x, weight, bias, mask, past, summand, length] = [0, 1, 2, 3, 4, 5, 6].map(input);
  const heads = integer(context, "num_heads");
  const sizes = hidden(context, weight);
  const extra = mask === undefined ? [] : maskScores(context, mask, dims(mask)?.length, x ?? "");
  if (x === undefined || weight === undefined || sizes === undefined || extra === undefined) return false;
  if (past !== undefined || length !== undefined || asked(1) || integer(context, "do_rotary") === 1) return false;
  const product = g.op("MatMul", [x, weight]);
  const projected = bias === undefined ? product : g.op("Add", [product, bias]);
  const parts = g.ops("Split", [projected, g.int64(sizes)], { axis: 2 }, 3);
  const [query, key, value] = parts.map((part, index) => {
    const rows = g.op("Reshape", [part, g.int64([0, 0, heads, sizes[index]! / heads])]);
    return g.op("Transpose", [rows], { perm: index === 1 ? [0, 2, 3, 1] : [0, 2, 1, 3] });
  });
  const scale = floatAttribute(context.node, "scale") || 1 / Math.sqrt(sizes[0]! / heads);
  const causal = integer(context, "unidirectional") === 1 ? [causalScores(context, x)] : [];
  const scores = [...extra, ...causal, ...(summand === undefined ? [] : [summand])].reduce(
    (sum, term) => g.op("Add", [sum, term]),
    g.op("Mul", [g.op("MatMul", [query!, key!]), g.float32(scale)]),
  );
  const mixed = g.op("MatMul", [g.op("Softmax", [scores], { axis: -1 }), value!]);
  const joined = g.op("Transpose", [mixed], { perm: [0, 2, 1, 3] });
  g.node("Reshape", [joined, g.int64([0, 0, sizes[2]!])], [output(0)]);
  return true;
};

function integer({ node }: FusedContext, name: string): number {
  const found = node.attributes.get(name);
  return found?.kind === "int" ? found.value : 0;
}

/** Widths of queries, keys and values. */
function hidden({ node, dims }: FusedContext, weight: string | undefined): readonly number[] | undefined {
  const named = intsAttribute(node, "qkv_hidden_sizes");
  const width = dims(weight ?? "")?.[1];
  if (named?.length === 3) return named;
  return typeof width === "number" && width % 3 === 0 ? [width / 3, width / 3, width / 3] : undefined;
}

/** What is added to the scores where `kept` is false. */
function penalty({ g, node }: FusedContext, kept: string): string {
  return g.op("Where", [kept, g.float32(0), g.float32(floatAttribute(node, "mask_filter_value") ?? MASKED)]);
}

function maskScores(context: FusedContext, mask: string, rank: number | undefined, x: string): string[] | undefined {
  const { g } = context;
  if (rank === 2 || rank === 3) {
    const kept = g.op("Greater", [mask, g.op("CastLike", [g.int64(0), mask])]);
    return [g.op("Unsqueeze", [penalty(context, kept), g.int64(rank === 2 ? [1, 2] : [1])])];
  }
  if (rank !== 1) return undefined;
  const places = g.op("Range", [g.int64(0), tokens(context, x), g.int64(1)]);
  const lengths = g.op("Unsqueeze", [g.op("Cast", [mask], { to: ElementType.INT64 }), g.int64([1])]);
  const kept = g.op("Less", [places, lengths]);
  return [g.op("Unsqueeze", [penalty(context, kept), g.int64([1, 2])])];
}

/** Nothing looks ahead. */
function causalScores(context: FusedContext, x: string): string {
  const { g } = context;
  const places = g.op("Range", [g.int64(0), tokens(context, x), g.int64(1)]);
  const kept = g.op("LessOrEqual", [places, g.op("Unsqueeze", [places, g.int64([1])])]);
  return penalty(context, kept);
}

/** Number of tokens, a scalar. */
function tokens({ g }: FusedContext, x: string): string {
  return g.op("Squeeze", [g.op("Shape", [x], { start: 1, end: 2 }), g.int64([0])]);
}
