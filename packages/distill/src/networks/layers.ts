// The layers our own networks are made of, written as plain ONNX nodes with readable tensor names.

import { type Emitter, float } from "@stillpoint/autodiff";
import type { WeightStore } from "./weight-store.ts";

/** PyTorch's default. */
const EPSILON = 1e-5;

/** A network under construction. */
export interface Draft {
  readonly g: Emitter;
  readonly weights: WeightStore;
}

/** A feature map: its tensor, channels and side length in pixels. */
export interface FeatureMap {
  readonly tensor: string;
  readonly channels: number;
  readonly size: number;
}

/** A convolution: square kernel of odd size, padding that keeps the size at stride 1. */
export interface ConvolutionShape {
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
}

/**
 * Convolution without bias, then batch normalisation; the normalised, pre-ReLU tensor is called `name`.
 * Weights: `name.weight` `[out, in, k, k]`, `name.norm.weight`, `name.norm.bias` and the running statistics `[out]`.
 */
export function normalisedConvolution(
  { g, weights }: Draft,
  input: FeatureMap,
  name: string,
  shape: ConvolutionShape,
): FeatureMap {
  const { channels, kernel, stride } = shape;
  const pad = (kernel - 1) / 2;
  const weight = weights.he(`${name}.weight`, [channels, input.channels, kernel, kernel], 2);
  g.node("Conv", [input.tensor, weight], [`${name}.raw`], {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
  });
  const statistics = [
    weights.constant(`${name}.norm.weight`, channels, 1),
    weights.constant(`${name}.norm.bias`, channels, 0),
    weights.constant(`${name}.norm.running_mean`, channels, 0),
    weights.constant(`${name}.norm.running_var`, channels, 1),
  ];
  g.node("BatchNormalization", [`${name}.raw`, ...statistics], [name], { epsilon: float(EPSILON) });
  return { tensor: name, channels, size: Math.floor((input.size - 1) / stride) + 1 };
}

export function relu({ g }: Draft, input: FeatureMap): FeatureMap {
  const tensor = `${input.tensor}.relu`;
  g.node("Relu", [input.tensor], [tensor]);
  return { ...input, tensor };
}

/** The mean of every 2x2 block; an odd last row or column is dropped. */
export function halve({ g }: Draft, input: FeatureMap): FeatureMap {
  const tensor = `${input.tensor}.pool`;
  g.node("AveragePool", [input.tensor], [tensor], { kernel_shape: [2, 2], strides: [2, 2] });
  return { ...input, tensor, size: Math.floor(input.size / 2) };
}

/**
 * Fully connected layers `fc1`, `fc2`, ... from the flattened feature map to `classes` logits. The tensor called
 * `fc<i>` is the output before the ReLU; the last one is the logits. Weights: `fc<i>.weight` `[out, in]`, `fc<i>.bias`.
 */
export function classifier(draft: Draft, input: FeatureMap, hidden: readonly number[], classes: number): string {
  draft.g.node("Flatten", [input.tensor], ["flat"], { axis: 1 });
  return fullyConnected(draft, "flat", input.channels * input.size ** 2, hidden, classes);
}

/** The same from a vector `[b, features]`. */
export function fullyConnected(
  { g, weights }: Draft,
  input: string,
  inputFeatures: number,
  hidden: readonly number[],
  classes: number,
): string {
  let tensor = input;
  let features = inputFeatures;
  [...hidden, classes].forEach((size, index) => {
    const name = `fc${index + 1}`;
    const last = index === hidden.length;
    const weight = weights.he(`${name}.weight`, [size, features], last ? 1 : 2);
    g.node("Gemm", [tensor, weight, weights.constant(`${name}.bias`, size, 0)], [name], { transB: 1 });
    if (!last) g.node("Relu", [name], [`${name}.relu`]);
    tensor = last ? name : `${name}.relu`;
    features = size;
  });
  return tensor;
}
