import { Emitter } from "@stillpoint/autodiff";
import { layerNorm, linear } from "./dense.ts";
import { encoderBlock, textMasks } from "./encoder.ts";
import { indexInput, networkFile } from "./network-file.ts";
import { embedding, exclusion, floatMask, TEXT_INPUTS, type TextNetworkOptions } from "./text-network.ts";
import { WeightStore } from "./weight-store.ts";

export interface SpanTransformerSize {
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
  readonly feedForward: number;
  /** Tokens the convolution of each block sees. */
  readonly kernel: number;
}

export const spanTransformerSizes: { readonly quick: SpanTransformerSize; readonly full: SpanTransformerSize } = {
  quick: { width: 48, heads: 2, blocks: 2, feedForward: 96, kernel: 5 },
  full: { width: 64, heads: 4, blocks: 3, feedForward: 128, kernel: 5 },
};

/**
 * A transformer encoder that points at the span which answers a question: word, type and position embeddings summed to
 * `embedded`, blocks, and two logits per token, `span` `[b, 2, L]`: start and end, −10,000 for padding and the question.
 * Inputs: int64 `input_ids`, `attention_mask` and `token_type_ids` `[b, L]`, the question of type 0 and the context of
 * type 1. Layers to analyse: `block1`, `block2`, ..., and `scores` `[b, 2, L]`, the logits with 0 in place of −10,000
 * (adding 10,000 would swallow small changes).
 */
export function spanTransformer(options: TextNetworkOptions & { readonly shape?: SpanTransformerSize }): Uint8Array {
  const { seed, length, shape = spanTransformerSizes.quick } = options;
  const { width, blocks } = shape;
  const draft = { g: new Emitter("span-transformer/"), weights: new WeightStore(seed) };
  const { g } = draft;
  let tensor = embedding(draft, options, width, { position: true, type: true });
  const mask = floatMask(draft, TEXT_INPUTS.mask);
  const masks = textMasks(draft, mask);
  for (let block = 1; block <= blocks; block += 1) {
    tensor = encoderBlock(draft, tensor, `block${block}`, { ...shape, length }, masks);
  }
  // Without bias: the same number on all tokens moves no probability.
  const product = linear(draft, layerNorm(draft, tensor, "norm", width), "span", width, 2, 1);
  const context = g.op("Mul", [mask, floatMask(draft, TEXT_INPUTS.types)]);
  const inside = g.op("Unsqueeze", [context, g.int64([1])]);
  g.node("Mul", [g.op("Transpose", [product], { perm: [0, 2, 1] }), inside], ["scores"]);
  const outside = exclusion(draft, context, [1], "outside");
  g.node("Add", ["scores", outside], ["span"]);
  const inputs = Object.values(TEXT_INPUTS).map((name) => indexInput(name, [length]));
  return networkFile("span-transformer", draft, inputs, "span", [2, length]);
}
