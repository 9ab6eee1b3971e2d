// How well the order of a map tells the object from its background: no threshold, no contrast.

import type { Unit } from "../contract.ts";
import { countedRegion } from "./counted-region.ts";

/**
 * The probability that a random foreground unit lies below a random background unit, in 0..1, equal entropies counted
 * half; 0.5 = the map says nothing of the object. Units `[n]` of the border and of named parts are left out. NaN where
 * either region has no other unit.
 *
 * It is the area under the ROC curve of −H for the foreground, Mann and Whitney's U over the number of pairs: b, shifts
 * and the spread of a map change nothing. Source: Hanley and McNeil 1982.
 */
export function foregroundRank(entropies: Float64Array, units: readonly Unit[]): number {
  const order = [...units.keys()]
    .filter((i) => countedRegion(units[i]!) !== undefined)
    .sort((i, j) => entropies[i]! - entropies[j]!);
  // Pairs in halves, which are whole numbers: the share is rounded once.
  let halves = 0;
  let foreground = 0;
  let background = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    let tiedForeground = 0;
    for (; end < order.length && entropies[order[end]!] === entropies[order[start]!]; end++)
      if (units[order[end]!]!.region === "foreground") tiedForeground++;
    const tiedBackground = end - start - tiedForeground;
    halves += tiedBackground * (2 * foreground + tiedForeground);
    foreground += tiedForeground;
    background += tiedBackground;
    // NaN equals nothing, itself included; a map with one has no order.
    if (end === start) return Number.NaN;
    start = end;
  }
  return halves / (2 * foreground * background);
}
