import { type ImageNetworkOptions, imageNetwork } from "./image-network.ts";
import { halve, normalisedConvolution, relu } from "./layers.ts";

/** Channels of the four convolutions and sizes of the hidden fully connected layers. */
export interface ConvNetSize {
  readonly channels: readonly [number, number, number, number];
  readonly hidden: readonly number[];
}

/** Multiply-adds of one forward pass at 48 px: quick 5.3 M, full 9.1 M. */
export const convNetSizes: { readonly quick: ConvNetSize; readonly full: ConvNetSize } = {
  quick: { channels: [16, 24, 48, 64], hidden: [128, 128] },
  full: { channels: [20, 32, 64, 96], hidden: [256, 256] },
};

/**
 * A VGG-like network: convolution 5x5 with stride 2 (`conv1`), then three 3x3 (`conv2`, `conv3`, `conv`), each with
 * batch normalisation and ReLU, average pooling after the last three; then `fc1`, `fc2`, ... and the logits.
 *
 * Average pooling, because flat drawings behind an early max-pooling are not differentiable at the image.
 * Layers to analyse: `conv`, `fc1`, `fc2`, `fc3`, all before their ReLU.
 */
export function convNet(options: ImageNetworkOptions & { readonly shape?: ConvNetSize }): Uint8Array {
  const { channels, hidden } = options.shape ?? convNetSizes.quick;
  return imageNetwork(options, "conv-net", hidden, (draft, input) => {
    const [first, second, third, fourth] = channels;
    let map = relu(draft, normalisedConvolution(draft, input, "conv1", { channels: first, kernel: 5, stride: 2 }));
    for (const [name, width] of [
      ["conv2", second],
      ["conv3", third],
      ["conv", fourth],
    ] as const) {
      map = halve(
        draft,
        relu(draft, normalisedConvolution(draft, map, name, { channels: width, kernel: 3, stride: 1 })),
      );
    }
    return map;
  });
}
