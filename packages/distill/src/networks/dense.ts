// Layers along the last axis, for points and words.

import { float } from "@stillpoint/autodiff";
import type { Draft } from "./layers.ts";

/** PyTorch's default. */
const EPSILON = 1e-5;

/**
 * A matrix and a bias on the last axis, `[..., from] -> [..., to]`, called `name`. `gain` 2 before a ReLU, 1 before none.
 * Weights: `name.weight` `[from, to]`, `name.bias` `[to]`.
 */
export function dense(draft: Draft, input: string, name: string, from: number, to: number, gain: 1 | 2): string {
  const { g, weights } = draft;
  const product = linear(draft, input, name, from, to, gain);
  g.node("Add", [product, weights.constant(`${name}.bias`, to, 0)], [name]);
  return name;
}

/** The same without bias, called `name.product`. */
export function linear(
  { g, weights }: Draft,
  input: string,
  name: string,
  from: number,
  to: number,
  gain: 1 | 2,
): string {
  g.node("MatMul", [input, weights.matrix(`${name}.weight`, from, to, gain)], [`${name}.product`]);
  return `${name}.product`;
}

/** Layer normalisation over the last axis, called `name`. Weights: `name.weight` and `name.bias` `[size]`. */
export function layerNorm({ g, weights }: Draft, input: string, name: string, size: number): string {
  const affine = [weights.constant(`${name}.weight`, size, 1), weights.constant(`${name}.bias`, size, 0)];
  g.node("LayerNormalization", [input, ...affine], [name], { axis: -1, epsilon: float(EPSILON) });
  return name;
}

/** max(0, x), called `tensor.relu`. */
export function rectified({ g }: Draft, tensor: string): string {
  g.node("Relu", [tensor], [`${tensor}.relu`]);
  return `${tensor}.relu`;
}

/**
 * A perceptron shared by all points: matrices of the given widths, layer normalisation and ReLU between them. Returns
 * the last one's output, before its ReLU, called `name<i>`.
 */
export function sharedPerceptron(
  draft: Draft,
  input: string,
  name: string,
  from: number,
  widths: readonly number[],
): string {
  let tensor = input;
  let features = from;
  widths.forEach((width, index) => {
    const layer = `${name}${index + 1}`;
    const raw = dense(draft, index === 0 ? tensor : rectified(draft, tensor), layer, features, width, 2);
    tensor = layerNorm(draft, raw, `${layer}.norm`, width);
    features = width;
  });
  return tensor;
}

/**
 * A convolution along a text with as many values as tokens, `[b, from, L] -> [b, to, L]`, called `name`. Weights:
 * `name.weight` `[to, from, kernel]`, `name.bias` `[to]`.
 */
export function textConvolution(
  { g, weights }: Draft,
  input: string,
  name: string,
  from: number,
  to: number,
  kernel: number,
  gain: 1 | 2,
): string {
  const weight = weights.he(`${name}.weight`, [to, from, kernel], gain);
  const left = Math.floor((kernel - 1) / 2);
  g.node("Conv", [input, weight, weights.constant(`${name}.bias`, to, 0)], [name], {
    kernel_shape: [kernel],
    pads: [left, kernel - 1 - left],
  });
  return name;
}
