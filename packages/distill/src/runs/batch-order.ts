// The order in which samples are seen: a function of the seed alone, shared by networks that are compared.

import { drawNormal, ensure } from "@stillpoint/core";
import { type BatchSource, type LabelledSamples, sampleCount, takeBatch } from "./batch.ts";

/** A random permutation of 0 .. count − 1, by the order of random keys. */
export function permutation(count: number, seed: number, purpose: string, pass: number): number[] {
  const keys = new Float64Array(count);
  drawNormal({ seed, sample: "samples", purpose, pass }, keys);
  return Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
}

/**
 * Batches of exactly `size` samples from a fixed set: one permutation per epoch, laid end to end, so a batch may span
 * two epochs and none is smaller. Throws `StillpointError RANGE` for an empty batch.
 */
export function shuffledBatches(data: LabelledSamples, size: number, seed: number): BatchSource {
  ensure(Number.isInteger(size) && size > 0, "RANGE", () => `batch size: expected a positive integer; got ${size}`);
  const count = sampleCount(data);
  let known: { epoch: number; order: number[] } | undefined;
  const orderOf = (epoch: number): number[] => {
    if (known?.epoch !== epoch) known = { epoch, order: permutation(count, seed, "batch order", epoch) };
    return known.order;
  };
  return (update) => {
    const chosen = Array.from({ length: size }, (_, index) => {
      const position = update * size + index;
      return orderOf(Math.floor(position / count))[position % count]!;
    });
    return takeBatch(data, chosen);
  };
}
