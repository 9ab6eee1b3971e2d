// Hypothesis 3: how much of everything ever learned is kept. n units, t checkpoints.

import type { Unit } from "../contract.ts";
import { countedRegion } from "./counted-region.ts";

/**
 * ρ = |S_M| / |S_1 ∪ … ∪ S_M| over foreground points outside named parts, in 0..1; larger = fewer detours. NaN when
 * nothing was ever learned.
 *
 * `sets` holds the points `[n]` of every checkpoint in order of training. ρ falls with the number of checkpoints, so two
 * networks are comparable only on the same list. Differs: the paper's code uses 0 for an empty union.
 */
export function stability(sets: readonly Uint8Array[], units: readonly Unit[]): number {
  const last = sets[sets.length - 1];
  let kept = 0;
  let ever = 0;
  for (let i = 0; i < units.length; i++) {
    if (countedRegion(units[i]!) !== "foreground") continue;
    if (sets.some((points) => points[i] === 1)) ever++;
    if (last?.[i] === 1) kept++;
  }
  return kept / ever;
}

/**
 * Foreground points of `before` that are still points in `after`, and those that are not, outside named parts. NaN where
 * no foreground unit is outside them.
 */
export function turnover(
  before: Uint8Array,
  after: Uint8Array,
  units: readonly Unit[],
): { readonly kept: number; readonly dropped: number } {
  let found = false;
  let kept = 0;
  let dropped = 0;
  for (let i = 0; i < units.length; i++) {
    if (countedRegion(units[i]!) !== "foreground") continue;
    found = true;
    if (before[i] !== 1) continue;
    if (after[i] === 1) kept++;
    else dropped++;
  }
  return found ? { kept, dropped } : { kept: Number.NaN, dropped: Number.NaN };
}
