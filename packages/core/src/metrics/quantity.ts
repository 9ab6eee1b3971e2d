// Hypothesis 1: how many knowledge points, and how many of them on the object.

import type { Unit } from "../contract.ts";

/** Knowledge points of one map by region; border units are in neither. */
export interface PointCount {
  readonly foreground: number;
  readonly background: number;
}

/** N_fg and N_bg: points `[n]` counted by the region of their unit. */
export function countPoints(points: Uint8Array, units: readonly Unit[]): PointCount {
  let foreground = 0;
  let background = 0;
  for (let i = 0; i < units.length; i++) {
    if (points[i] !== 1) continue;
    if (units[i]!.region === "foreground") foreground++;
    else if (units[i]!.region === "background") background++;
  }
  return { foreground, background };
}

/**
 * N_fg / (N_fg + N_bg), in 0..1; NaN for a map without any point, because 0/0 says nothing about quality.
 *
 * Differs: the paper's code adds 0 for such maps, which pulls the mean down.
 */
export function foregroundRatio(count: PointCount): number {
  return count.foreground / (count.foreground + count.background);
}
