// What a network answers: a class, or the start and the end of a span.

import { argmax, type Layer } from "@stillpoint/core";
import type { Effect } from "./copies.ts";

export interface Answer {
  /** From the perturbed tensor to the logits `[rows·classes]`. */
  readonly layer: Layer;
  readonly classes: number;
  /** The chosen class of every row: one of a classifier, start and end of a span. */
  readonly chosen: readonly number[];
}

/** The answer to the sample as it is. */
export async function answerOf(layer: Layer, classes: number): Promise<Answer> {
  const logits = await layer.features(layer.x0, 1);
  const rows = logits.length / classes;
  const chosen = Array.from({ length: rows }, (_, row) => argmax(logits.subarray(row * classes, (row + 1) * classes)));
  return { layer, classes, chosen };
}

/** Sum of the chosen logits, copy by copy. */
export function logitOf({ layer, classes, chosen }: Answer): Effect {
  return async (x, batch) => {
    const logits = await layer.features(x, batch);
    return Float64Array.from({ length: batch }, (_, k) =>
      chosen.reduce((sum, choice, row) => sum + logits[k * layer.featureSize + row * classes + choice]!, 0),
    );
  };
}

/** Product of the chosen classes' softmax probabilities, copy by copy. */
export function probabilityOf({ layer, classes, chosen }: Answer): Effect {
  return async (x, batch) => {
    const logits = await layer.features(x, batch);
    return Float64Array.from({ length: batch }, (_, k) =>
      chosen.reduce((product, choice, row) => {
        const start = k * layer.featureSize + row * classes;
        return product * softmaxAt(logits.subarray(start, start + classes), choice);
      }, 1),
    );
  };
}

function softmaxAt(logits: Float32Array, choice: number): number {
  const top = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return Math.exp(logits[choice]! - top) / logits.reduce((sum, value) => sum + Math.exp(value - top), 0);
}
