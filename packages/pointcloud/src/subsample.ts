// Fewer points of the same shape.

import { ensure, uniformNumbers } from "@stillpoint/core";
import { farthestPoints } from "./neighbours.ts";

export interface SubsampleOptions {
  readonly seed: number;
  /** `"random"` keeps the density (default), `"farthest"` spreads points evenly and needs count·N steps. */
  readonly method?: "random" | "farthest";
}

/**
 * `[count]` indices of the points to keep: without repeats, random ones in ascending order, farthest ones in the order
 * of their choice. `"farthest"` does not depend on the seed.
 * Throws `RANGE` for more points than there are, and for `"farthest"` what `checkPoints` throws.
 */
export function subsampleIndices(points: Float32Array, count: number, options: SubsampleOptions): Int32Array {
  const total = Math.floor(points.length / 3);
  ensure(
    Number.isInteger(count) && count >= 1 && count <= total,
    "RANGE",
    () => `subsample: expected a whole number of points from 1 to ${total}; got ${count}; ask for fewer`,
  );
  if (options.method === "farthest") return farthestPoints(points, count);
  const draws = uniformNumbers({ seed: options.seed, sample: "cloud", purpose: "subsample", pass: 0 }, total);
  const kept = new Int32Array(count);
  let at = 0;
  // Selection sampling (Knuth, algorithm S): every subset of this size is equally likely.
  for (let p = 0; at < count; p++) if (draws[p]! * (total - p) < count - at) kept[at++] = p;
  return kept;
}

/** `[count, 3]` the points of `subsampleIndices`. Throws as it does. */
export function subsample(points: Float32Array, count: number, options: SubsampleOptions): Float32Array {
  const kept = subsampleIndices(points, count, options);
  return Float32Array.from({ length: 3 * count }, (_, k) => points[3 * kept[Math.floor(k / 3)]! + (k % 3)]!);
}
