import { Emitter } from "@stillpoint/autodiff";
import { rectified, textConvolution } from "./dense.ts";
import { fullyConnected } from "./layers.ts";
import { indexInput, networkFile } from "./network-file.ts";
import { embedding, floatMask, TEXT_INPUTS, type TextNetworkOptions } from "./text-network.ts";
import { WeightStore } from "./weight-store.ts";

export interface TextCnnSize {
  readonly width: number;
  /** Channels of each convolution. */
  readonly channels: number;
  /** Tokens each convolution sees. */
  readonly kernels: readonly number[];
  readonly hidden: readonly number[];
}

export const textCnnSizes: { readonly quick: TextCnnSize; readonly full: TextCnnSize } = {
  quick: { width: 48, channels: 32, kernels: [3, 4, 5], hidden: [48] },
  full: { width: 64, channels: 48, kernels: [3, 4, 5], hidden: [64] },
};

/**
 * A text CNN (Kim, EMNLP 2014): word embeddings `embedded`, convolutions of several widths side by side, the maximum
 * over time `pooled`, fully connected layers. Inputs: int64 `input_ids` and `attention_mask` `[b, L]`. Layers to
 * analyse: `pooled`, `fc1`, `fc2`, before their ReLU (`pooled` after it).
 */
export function textCnn(
  options: TextNetworkOptions & { readonly classes?: number; readonly shape?: TextCnnSize },
): Uint8Array {
  const { seed, length, classes = 2, shape = textCnnSizes.quick } = options;
  const { width, channels, kernels, hidden } = shape;
  const draft = { g: new Emitter("text-cnn/"), weights: new WeightStore(seed) };
  const { g } = draft;
  const embedded = embedding(draft, options, width, { position: false, type: false });
  const mask = floatMask(draft, TEXT_INPUTS.mask);
  const tokens = g.op("Mul", [embedded, g.op("Unsqueeze", [mask, g.int64([2])])]);
  g.node("Transpose", [tokens], ["sequence"], { perm: [0, 2, 1] });
  const allowed = g.op("Unsqueeze", [mask, g.int64([1])]);
  const largest = kernels.map((kernel) => {
    const map = rectified(draft, textConvolution(draft, "sequence", `conv${kernel}`, width, channels, kernel, 2));
    // Padding counts as 0, the least a ReLU gives.
    return g.op("ReduceMax", [g.op("Mul", [map, allowed]), g.int64([2])], { keepdims: 0 });
  });
  g.node("Concat", largest, ["pooled"], { axis: 1 });
  const logits = fullyConnected(draft, "pooled", channels * kernels.length, hidden, classes);
  const inputs = [TEXT_INPUTS.ids, TEXT_INPUTS.mask].map((name) => indexInput(name, [length]));
  return networkFile("text-cnn", draft, inputs, logits, [classes]);
}
