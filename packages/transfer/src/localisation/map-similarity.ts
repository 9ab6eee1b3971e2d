// How alike two networks look, sample by sample.

import { ensure } from "@stillpoint/core";
import type { LocalisationMaps } from "./class-maps.ts";

/**
 * Cosine similarity of two networks' maps of each sample, `[s]`, from 0 to 1; NaN where one of them is 0 everywhere, since
 * a map without a place points nowhere.
 *
 * @throws StillpointError SHAPE for maps of other places or samples
 */
export function mapCosines(a: LocalisationMaps, b: LocalisationMaps): Float64Array {
  ensure(
    a.values.length === b.values.length && a.shape.join() === b.shape.join(),
    "SHAPE",
    () =>
      `maps: expected the same places and samples; got ${a.shape.join("x")} and ${b.shape.join("x")} in ${a.values.length} and ${b.values.length} values; choose layers with the same places`,
  );
  const n = a.shape.reduce((all, size) => all * size, 1);
  return Float64Array.from({ length: a.values.length / n }, (_, sample) => {
    const [own, other] = [a, b].map(({ values }) => values.subarray(sample * n, (sample + 1) * n));
    const cosine = dot(own!, other!) / Math.sqrt(dot(own!, own!) * dot(other!, other!));
    // Rounding must not take a map above its own likeness.
    return Math.min(cosine, 1);
  });
}

/** Samples whose map is 0 everywhere. */
export function emptyMaps({ values, shape }: LocalisationMaps): number {
  const n = shape.reduce((all, size) => all * size, 1);
  let empty = 0;
  for (let start = 0; start < values.length; start += n) {
    if (values.subarray(start, start + n).every((value) => value === 0)) empty++;
  }
  return empty;
}

/**
 * 1 for every sample on which the first network's map is nearer to the teacher's than the second's, ½ where both are
 * equally near, else 0; NaN where one is not defined. `first` and `second` are cosines to the teacher's map `[s]`. Cosines
 * within 1e-6 are equal: maps are float32.
 */
export function cosineWins(first: Float64Array, second: Float64Array): Float64Array {
  return first.map((cosine, sample) => {
    const lead = cosine - second[sample]!;
    if (Number.isNaN(lead)) return Number.NaN;
    if (Math.abs(lead) <= TIE) return 0.5;
    return lead > 0 ? 1 : 0;
  });
}

const TIE = 1e-6;

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
