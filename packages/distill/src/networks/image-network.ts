// What our image networks have in common: the input, the fully connected layers, the file.

import { Emitter } from "@stillpoint/autodiff";
import { ensure } from "@stillpoint/core";
import { classifier, type Draft, type FeatureMap } from "./layers.ts";
import { floatInput, networkFile } from "./network-file.ts";
import { WeightStore } from "./weight-store.ts";

/** Sizes every image network has. */
export interface ImageNetworkOptions {
  /** Names the initial weights; the same seed gives the same bytes. */
  readonly seed: number;
  /** Default 10. */
  readonly classes?: number;
  /** Pixels per side of the square input, default 48. */
  readonly size?: number;
  /** Default 3. */
  readonly inputChannels?: number;
}

/** Name of the image input `[batch, channels, size, size]`. */
export const IMAGE_INPUT = "input";

/**
 * A complete network as an ONNX file (opset 18, dynamic axis `batch`): `convolutions` turns the image into a feature
 * map, fully connected layers follow. Throws `StillpointError RANGE` when the image is too small for the strides.
 */
export function imageNetwork(
  options: ImageNetworkOptions,
  name: string,
  hidden: readonly number[],
  convolutions: (draft: Draft, input: FeatureMap) => FeatureMap,
): Uint8Array {
  const { seed, classes = 10, size = 48, inputChannels = 3 } = options;
  const draft = { g: new Emitter(`${name}/`), weights: new WeightStore(seed) };
  const features = convolutions(draft, { tensor: IMAGE_INPUT, channels: inputChannels, size });
  ensure(features.size > 0, "RANGE", () => `image size: expected enough pixels for every pooling; got ${size}`);
  const logits = classifier(draft, features, hidden, classes);
  return networkFile(name, draft, [floatInput(IMAGE_INPUT, [inputChannels, size, size])], logits, [classes]);
}
