// How sharply the object stands out, without a threshold.

import type { Unit } from "../contract.ts";
import { regionMean } from "../knowledge-points.ts";
import { countedRegion } from "./counted-region.ts";

/**
 * Mean entropy of background minus mean entropy of foreground, nats, named parts among them; NaN when either region has no
 * unit.
 */
export function entropyGap(entropies: Float64Array, units: readonly Unit[]): number {
  return regionMean(entropies, units, "background") - regionMean(entropies, units, "foreground");
}

/** The same over the units outside named parts; NaN when either region has none. */
export function entropyGapOutsideParts(entropies: Float64Array, units: readonly Unit[]): number {
  const sums = { foreground: 0, background: 0 };
  const counts = { foreground: 0, background: 0 };
  for (let i = 0; i < units.length; i++) {
    const region = countedRegion(units[i]!);
    if (region === undefined) continue;
    sums[region] += entropies[i]!;
    counts[region]++;
  }
  return sums.background / counts.background - sums.foreground / counts.foreground;
}

/** Units `[n]` of a named part that are counted: 1 unless another part or border. */
export function partMask(units: readonly Unit[], part: string): Uint8Array {
  return Uint8Array.from(units, (unit) => (unit.part === part && unit.region !== "border" ? 1 : 0));
}

/**
 * Mean entropy of a named part minus mean entropy of the foreground, nats; larger = the object is kept better than the
 * part. NaN when the sample lacks the part or a foreground.
 */
export function partEntropyGap(entropies: Float64Array, units: readonly Unit[], part: string): number {
  const mask = partMask(units, part);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < units.length; i++) {
    if (mask[i] !== 1) continue;
    sum += entropies[i]!;
    count++;
  }
  return sum / count - regionMean(entropies, units, "foreground");
}
