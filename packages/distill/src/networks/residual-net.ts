import { type ImageNetworkOptions, imageNetwork } from "./image-network.ts";
import { type Draft, type FeatureMap, halve, normalisedConvolution, relu } from "./layers.ts";

/** Channels of the stem, of each stage (one block per entry, the first of a stage halves the map) and of `conv`. */
export interface ResidualNetSize {
  readonly stem: number;
  readonly stages: readonly { readonly channels: number; readonly blocks: number }[];
  readonly last: number;
  readonly hidden: readonly number[];
}

/** Multiply-adds of one forward pass at 48 px: quick 5.9 M, full 12 M. */
export const residualNetSizes: { readonly quick: ResidualNetSize; readonly full: ResidualNetSize } = {
  quick: {
    stem: 16,
    stages: [
      { channels: 32, blocks: 1 },
      { channels: 64, blocks: 1 },
    ],
    last: 48,
    hidden: [128, 128],
  },
  full: {
    stem: 20,
    stages: [
      { channels: 32, blocks: 2 },
      { channels: 64, blocks: 2 },
    ],
    last: 80,
    hidden: [256, 256],
  },
};

/**
 * A ResNet-like network: a 5x5 stem with stride 2, stages of basic blocks (two 3x3 convolutions and a shortcut, a
 * 1x1 convolution where the shape changes), one more convolution `conv` as in the paper's networks, average
 * pooling, then `fc1`, `fc2`, ... and the logits. Layers to analyse: `conv`, `fc1`, `fc2`, `fc3`, before their ReLU.
 */
export function residualNet(options: ImageNetworkOptions & { readonly shape?: ResidualNetSize }): Uint8Array {
  const { stem, stages, last, hidden } = options.shape ?? residualNetSizes.quick;
  return imageNetwork(options, "residual-net", hidden, (draft, input) => {
    let map = relu(draft, normalisedConvolution(draft, input, "stem", { channels: stem, kernel: 5, stride: 2 }));
    stages.forEach(({ channels, blocks }, stage) => {
      for (let block = 0; block < blocks; block += 1) {
        map = basicBlock(draft, map, `stage${stage + 1}.block${block + 1}`, channels, block === 0 ? 2 : 1);
      }
    });
    return halve(
      draft,
      relu(draft, normalisedConvolution(draft, map, "conv", { channels: last, kernel: 3, stride: 1 })),
    );
  });
}

function basicBlock(draft: Draft, input: FeatureMap, name: string, channels: number, stride: number): FeatureMap {
  const inner = relu(draft, normalisedConvolution(draft, input, `${name}.conv1`, { channels, kernel: 3, stride }));
  const outer = normalisedConvolution(draft, inner, `${name}.conv2`, { channels, kernel: 3, stride: 1 });
  const changes = stride !== 1 || channels !== input.channels;
  const shortcut = changes
    ? normalisedConvolution(draft, input, `${name}.shortcut`, { channels, kernel: 1, stride })
    : input;
  draft.g.node("Add", [outer.tensor, shortcut.tensor], [name]);
  return relu(draft, { ...outer, tensor: name });
}
