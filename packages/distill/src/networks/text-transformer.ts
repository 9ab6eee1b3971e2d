import { Emitter } from "@stillpoint/autodiff";
import { layerNorm } from "./dense.ts";
import { encoderBlock, textMasks } from "./encoder.ts";
import { fullyConnected } from "./layers.ts";
import { indexInput, networkFile } from "./network-file.ts";
import { embedding, floatMask, TEXT_INPUTS, type TextNetworkOptions } from "./text-network.ts";
import { WeightStore } from "./weight-store.ts";

export interface TextTransformerSize {
  readonly width: number;
  readonly heads: number;
  readonly blocks: number;
  readonly feedForward: number;
  readonly hidden: readonly number[];
}

export const textTransformerSizes: { readonly quick: TextTransformerSize; readonly full: TextTransformerSize } = {
  quick: { width: 48, heads: 4, blocks: 1, feedForward: 96, hidden: [48] },
  full: { width: 64, heads: 4, blocks: 2, feedForward: 128, hidden: [64] },
};

/**
 * A transformer encoder for classes of texts: word and position embeddings summed to `embedded`, blocks, the first
 * token's vector normalised to `pooled` as in BERT, fully connected layers. Inputs: int64 `input_ids` and
 * `attention_mask` `[b, L]`. Layers to analyse: `block1`, ..., `pooled`, `fc1`, `fc2`, before their ReLU.
 *
 * Not the mean over tokens: a mean passes noise of any word on alike, so a map says little of which words are used,
 * while what the first token knows has come through attention.
 */
export function textTransformer(
  options: TextNetworkOptions & { readonly classes?: number; readonly shape?: TextTransformerSize },
): Uint8Array {
  const { seed, length, classes = 2, shape = textTransformerSizes.quick } = options;
  const { width, blocks, hidden } = shape;
  const draft = { g: new Emitter("text-transformer/"), weights: new WeightStore(seed) };
  const { g } = draft;
  let tensor = embedding(draft, options, width, { position: true, type: false });
  const mask = floatMask(draft, TEXT_INPUTS.mask);
  const masks = textMasks(draft, mask);
  for (let block = 1; block <= blocks; block += 1) {
    tensor = encoderBlock(draft, tensor, `block${block}`, { ...shape, length }, masks);
  }
  const pooled = layerNorm(draft, g.op("Gather", [tensor, g.int64(0)], { axis: 1 }), "pooled", width);
  const logits = fullyConnected(draft, pooled, width, hidden, classes);
  const inputs = [TEXT_INPUTS.ids, TEXT_INPUTS.mask].map((name) => indexInput(name, [length]));
  return networkFile("text-transformer", draft, inputs, logits, [classes]);
}
