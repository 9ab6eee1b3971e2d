// What is sent back through a network, as a cotangent of its logits.

import { ensure } from "@stillpoint/core";
import type { LogitShape } from "./answers.ts";

/**
 * `loss`: the cross-entropy of each sample with its labels `[s·rows]`, in nats, each sample its own; `logit`: the logit of
 * the labels, summed over rows; `cotangent`: any values `[s·rows·classes]` of the logits' shape.
 */
export type Signal =
  | { readonly of: "loss"; readonly labels: ArrayLike<number> }
  | { readonly of: "logit"; readonly labels: ArrayLike<number> }
  | { readonly of: "cotangent"; readonly values: Float32Array };

/**
 * The gradient of a labelled signal with respect to the logits `[s·rows·classes]`: softmax minus one for the loss, one for
 * the logit. `logits` are read for the loss alone. Throws `StillpointError` `SHAPE` or `RANGE` for labels that do not fit.
 */
export function labelCotangent(
  signal: Exclude<Signal, { readonly of: "cotangent" }>,
  { rows, classes }: LogitShape,
  samples: number,
  logits: Float32Array,
): Float32Array {
  const { labels } = signal;
  ensure(
    labels.length === samples * rows,
    "SHAPE",
    () =>
      `labels: expected ${rows} for each of ${samples} samples; got ${labels.length}; give one for each row of logits`,
  );
  const cotangent = signal.of === "loss" ? softmaxRows(logits, classes) : new Float32Array(samples * rows * classes);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    ensure(
      Number.isInteger(label) && label >= 0 && label < classes,
      "RANGE",
      () =>
        `label: expected a class from 0 to ${classes - 1}; got ${label}; give the labels this network was trained on`,
    );
    cotangent[row * classes + label]! += signal.of === "loss" ? -1 : 1;
  }
  return cotangent;
}

function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[start + k]!);
    let total = 0;
    for (let k = 0; k < classes; k++) total += Math.exp(logits[start + k]! - largest);
    for (let k = 0; k < classes; k++) probabilities[start + k] = Math.exp(logits[start + k]! - largest) / total;
  }
  return probabilities;
}
