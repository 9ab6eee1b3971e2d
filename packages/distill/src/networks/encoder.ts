// The transformer encoder of our text networks.

import { dense, layerNorm, linear, rectified, textConvolution } from "./dense.ts";
import type { Draft } from "./layers.ts";
import { exclusion } from "./text-network.ts";

export interface EncoderShape {
  readonly width: number;
  readonly heads: number;
  readonly feedForward: number;
  /** L */
  readonly length: number;
  /** Tokens a convolution before the attention sees; none without. */
  readonly kernel?: number;
}

/** Which tokens are there. */
export interface TextMasks {
  /** `[b, L, 1]`: 1 for tokens, 0 for padding. */
  readonly tokens: string;
  /** `[b, 1, 1, L]`: added to attention scores. */
  readonly excluded: string;
}

/** Both masks of one float mask `[b, L]`. */
export function textMasks(draft: Draft, mask: string): TextMasks {
  const { g } = draft;
  g.node("Unsqueeze", [mask, g.int64([2])], ["tokens"]);
  return { tokens: "tokens", excluded: exclusion(draft, mask, [1, 2], "padding") };
}

/**
 * One block with normalisation before each branch (Xiong et al., ICML 2020): self-attention, then two matrices with a
 * ReLU between them, each added to its input; with `kernel` a convolution over neighbouring words comes first (QANet, Yu
 * et al., ICLR 2018). `[b, L, width] -> [b, L, width]`, called `name`, zeros in the rows of padding: no token looks at
 * them, so what they would hold is no knowledge.
 *
 * Differs: queries, keys and values have no bias. A key's bias changes no attention, and an adaptive optimiser would
 * walk it at random.
 */
export function encoderBlock(draft: Draft, input: string, name: string, shape: EncoderShape, masks: TextMasks): string {
  const { g } = draft;
  const { width, feedForward, kernel } = shape;
  const local =
    kernel === undefined ? input : neighbourhood(draft, input, `${name}.local`, { width, kernel }, masks.tokens);
  const attention = selfAttention(draft, layerNorm(draft, local, `${name}.norm1`, width), name, shape, masks.excluded);
  g.node("Add", [attention, local], [`${name}.attended`]);
  const normed = layerNorm(draft, `${name}.attended`, `${name}.norm2`, width);
  const inner = rectified(draft, dense(draft, normed, `${name}.inner`, width, feedForward, 2));
  const all = g.op("Add", [dense(draft, inner, `${name}.outer`, feedForward, width, 1), `${name}.attended`]);
  g.node("Mul", [all, masks.tokens], [name]);
  return name;
}

/** The input plus a convolution along the text of its normalised form, padding as zeros, called `name`. */
function neighbourhood(
  draft: Draft,
  input: string,
  name: string,
  { width, kernel }: { readonly width: number; readonly kernel: number },
  tokens: string,
): string {
  const { g } = draft;
  const normed = g.op("Mul", [layerNorm(draft, input, `${name}.norm`, width), tokens]);
  const sequence = g.op("Transpose", [normed], { perm: [0, 2, 1] });
  const map = textConvolution(draft, sequence, `${name}.conv`, width, width, kernel, 1);
  g.node("Add", [g.op("Transpose", [map], { perm: [0, 2, 1] }), input], [name]);
  return name;
}

/** Softmax(Q Kᵀ / √d + excluded) V per head, heads joined and mixed. */
function selfAttention(draft: Draft, input: string, name: string, shape: EncoderShape, excluded: string): string {
  const { g } = draft;
  const { width, heads, length } = shape;
  const size = width / heads;
  const perHead = (kind: string, perm: readonly number[]): string => {
    const rows = linear(draft, input, `${name}.${kind}`, width, width, 1);
    return g.op("Transpose", [g.op("Reshape", [rows, g.int64([-1, length, heads, size])])], { perm });
  };
  const query = g.op("Mul", [perHead("query", [0, 2, 1, 3]), g.float32(1 / Math.sqrt(size))]);
  const scores = g.op("Add", [g.op("MatMul", [query, perHead("key", [0, 2, 3, 1])]), excluded]);
  g.node("Softmax", [scores], [`${name}.attention`], { axis: -1 });
  const mixed = g.op("MatMul", [`${name}.attention`, perHead("value", [0, 2, 1, 3])]);
  const joined = g.op("Reshape", [g.op("Transpose", [mixed], { perm: [0, 2, 1, 3] }), g.int64([-1, length, width])]);
  return dense(draft, joined, `${name}.output`, width, width, 1);
}
