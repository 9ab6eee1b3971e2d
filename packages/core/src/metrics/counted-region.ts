// Which units the counts are over.

import type { Region, Unit } from "../contract.ts";

/**
 * The region whose points a unit is counted with. Undefined for border units, and for those of a named part whatever
 * their region: a planted cue is neither the object nor its surroundings, and `PartResult` speaks of it alone.
 */
export function countedRegion({ region, part }: Unit): Exclude<Region, "border"> | undefined {
  return region === "border" || part !== undefined ? undefined : region;
}
