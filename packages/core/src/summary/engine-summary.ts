// What the engine spent and how far its maps can be trusted, over all maps of a task.

import type { EngineSummary } from "../engine-result.ts";
import type { EntropyMap } from "../entropy-map.ts";
import { mean } from "../statistics/moments.ts";
import type { Counting } from "./counting.ts";
import type { MeasuredNetwork } from "./measured-network.ts";

/**
 * Totals of maps, passes and units at a bound; means of the rest over the maps that define them. Kept samples only.
 *
 * Counts maps as reported: which of them two networks share is not known here, and equal numbers do not prove it.
 */
export function engineSummary(networks: readonly MeasuredNetwork[], settings: Counting): EngineSummary {
  const maps = networks.flatMap((network) => network.maps.flatMap((course) => course ?? []));
  const total = (value: (map: EntropyMap) => number): number => maps.reduce((sum, map) => sum + value(map), 0);
  const average = (value: (map: EntropyMap) => number): number => mean(maps.map(value).filter(Number.isFinite));
  return {
    ...settings,
    maps: maps.length,
    passes: total(({ passes }) => passes),
    meanEntropy: average(({ meanEntropy }) => meanEntropy),
    distortion: average(({ distortion }) => distortion),
    nonLinearity: average(({ nonLinearity }) => nonLinearity),
    monteCarloError: average(({ monteCarloError }) => monteCarloError),
    unitsAtBound: total(({ unitsAtBound }) => unitsAtBound),
    ...(maps.some(({ unitsAtUpper }) => unitsAtUpper === undefined)
      ? {}
      : { unitsAtUpper: total(({ unitsAtUpper }) => unitsAtUpper ?? 0) }),
    units: total(({ entropies }) => entropies.length),
    realisedRatio: average(({ distortion, referenceDistortion }) => distortion / referenceDistortion),
  };
}
