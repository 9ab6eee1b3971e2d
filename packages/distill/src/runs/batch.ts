// What one training step is fed: images or features with labels and teacher values.

import { ensure } from "@stillpoint/core";

/** One batch of b samples. */
export interface Batch {
  /** `[b, d]`, row-major; images, or features when training starts at an inner layer. */
  readonly images: Float32Array;
  /** `[b]` class numbers. */
  readonly labels?: Int32Array;
  /** `[b, m]` teacher features or logits. */
  readonly targets?: Float32Array;
}

/** A fixed set of n samples. */
export interface LabelledImages {
  /** `[n, d]`, already normalised. */
  readonly images: Float32Array;
  /** `[n]` class numbers from 0. */
  readonly labels: Int32Array;
  /** `[n, m]` teacher features or logits of the same samples, in the same order. */
  readonly targets?: Float32Array;
}

/** Batch of update k = 0, 1, ...; must depend on k alone. */
export type BatchSource = (update: number) => Batch | Promise<Batch>;

/** d. Throws `StillpointError SHAPE` when images and labels do not fit. */
export function sampleSize(data: LabelledImages): number {
  const { images, labels } = data;
  ensure(
    labels.length > 0 && images.length > 0 && images.length % labels.length === 0,
    "SHAPE",
    () => `images: expected a whole number of values for each of ${labels.length} labels; got ${images.length}`,
  );
  return images.length / labels.length;
}

/** Samples `chosen` `[b]` of a set. */
export function takeBatch(data: LabelledImages, chosen: readonly number[]): Batch {
  const rows = (values: Float32Array) => takeRows(values, values.length / data.labels.length, chosen);
  const batch = { images: rows(data.images), labels: Int32Array.from(chosen, (index) => data.labels[index]!) };
  return data.targets === undefined ? batch : { ...batch, targets: rows(data.targets) };
}

/** Rows `chosen` of `values` `[n, size]`, copied. */
export function takeRows(values: Float32Array, size: number, chosen: ArrayLike<number>): Float32Array {
  const rows = new Float32Array(chosen.length * size);
  for (let row = 0; row < chosen.length; row += 1) {
    const start = chosen[row]! * size;
    rows.set(values.subarray(start, start + size), row * size);
  }
  return rows;
}

/** Labels `[b]` as class probabilities `[b, classes]`. Throws `StillpointError RANGE` for a label outside. */
export function oneHot(labels: Int32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    ensure(
      label >= 0 && label < classes,
      "RANGE",
      () => `label: expected a class from 0 to ${classes - 1}; got ${label}; choose a network with more classes`,
    );
    probabilities[row * classes + label] = 1;
  });
  return probabilities;
}
