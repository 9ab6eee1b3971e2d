// What training changed: a count beside the one that the initial weights gave, a map beside the first.

import type { Unit } from "../contract.ts";
import { countedRegion } from "./counted-region.ts";

/**
 * Whether a course of checkpoints says what training changed: it begins at the initial weights, step 0, and goes on.
 */
export function startsUntrained(checkpoints: readonly { readonly step: number }[]): boolean {
  return checkpoints.length > 1 && checkpoints[0]!.step === 0;
}

/**
 * Points gained since initialisation: the last count `[t]` minus the first. NaN unless `startsUntrained`. An untrained network
 * has points too, where its architecture answers to some units more than to others.
 */
export function pointsGained(counts: readonly number[], checkpoints: readonly { readonly step: number }[]): number {
  return startsUntrained(checkpoints) ? counts.at(-1)! - counts[0]! : Number.NaN;
}

/**
 * Pearson's correlation of two maps `[n]` over foreground and background units outside named parts, in −1..1; how much of
 * the last map was there before training. NaN where either is flat there.
 */
export function mapCorrelation(first: Float64Array, last: Float64Array, units: readonly Unit[]): number {
  const counted = [...units.keys()].filter((i) => countedRegion(units[i]!) !== undefined);
  const a = centred(counted.map((i) => first[i]!));
  const b = centred(counted.map((i) => last[i]!));
  let [ab, aa, bb] = [0, 0, 0];
  for (let k = 0; k < counted.length; k++) {
    ab += a[k]! * b[k]!;
    aa += a[k]! ** 2;
    bb += b[k]! ** 2;
  }
  // 0/0 for a flat map; rounding may leave the interval by one unit in the last place.
  return Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)));
}

/** Relative to the first value, so that a flat map is exactly 0, then to the mean. */
function centred(values: readonly number[]): number[] {
  const shifted = values.map((value) => value - values[0]!);
  const mean = shifted.reduce((sum, value) => sum + value, 0) / shifted.length;
  return shifted.map((value) => value - mean);
}
