// Hypothesis 1: how many knowledge points, and how many of them on the object.

import type { Region, Unit } from "../contract.ts";
import { countedRegion } from "./counted-region.ts";

/** Knowledge points of one map by region; border units are in neither. */
export interface PointCount {
  readonly foreground: number;
  readonly background: number;
}

/**
 * N_fg and N_bg: points `[n]` counted by the region of their unit, named parts left out. NaN for a region without any
 * such unit.
 *
 * Differs: the paper has no named parts. Which units are points does not change by them: H̄ stays the mean over all
 * background units, so that `rawCount` is this and the points on parts.
 */
export function countPoints(points: Uint8Array, units: readonly Unit[]): PointCount {
  return countBy(points, units, countedRegion);
}

/** N_fg and N_bg with the units of named parts, as the paper counts. NaN for a region without any unit. */
export function rawCount(points: Uint8Array, units: readonly Unit[]): PointCount {
  return countBy(points, units, ({ region }) => region);
}

function countBy(points: Uint8Array, units: readonly Unit[], regionOf: (unit: Unit) => Region | undefined): PointCount {
  // NaN until a unit of the region is found.
  let foreground = Number.NaN;
  let background = Number.NaN;
  for (let i = 0; i < units.length; i++) {
    const region = regionOf(units[i]!);
    const point = points[i] === 1 ? 1 : 0;
    if (region === "foreground") foreground = (foreground || 0) + point;
    else if (region === "background") background = (background || 0) + point;
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
