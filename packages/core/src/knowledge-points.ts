// From entropies to knowledge points: the units a layer keeps clearly better than background. n units.

import type { Region, Unit } from "./contract.ts";
import type { Recipe } from "./entropy-map.ts";
import { ensure } from "./errors.ts";

/** Which background mean a unit is compared with: its own sample's, or the mean over all samples of one checkpoint. */
export const BACKGROUND_REFERENCE_NAMES = ["sample", "data-set"] as const;

export type BackgroundReference = (typeof BACKGROUND_REFERENCE_NAMES)[number];

/**
 * Threshold b in nats by recipe. `official` maps stop before convergence and have a third of the contrast, so one b
 * cannot serve both: 0.2 is the paper's code, and saturates on converged maps.
 */
export const THRESHOLDS: Readonly<Record<Recipe, number>> = { limit: 0.5, optimum: 0.5, official: 0.2 };

/** Background reference by recipe: per sample for converged maps, over the data set where the paper's code is followed. */
export const BACKGROUND_REFERENCES: Readonly<Record<Recipe, BackgroundReference>> = {
  limit: "sample",
  optimum: "sample",
  official: "data-set",
};

/** Thresholds of the curve that is always shown, nats: 0 to 0.8 in steps of 0.05. */
export const THRESHOLD_CURVE: readonly number[] = Array.from({ length: 17 }, (_, k) => k / 20);

/** Mean of `[n]` values over the units of one region; NaN when the region has no unit. */
export function regionMean(values: Float64Array, units: readonly Unit[], region: Region): number {
  ensureOnePerUnit(values, units);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < units.length; i++) {
    if (units[i]!.region !== region) continue;
    sum += values[i]!;
    count++;
  }
  return sum / count;
}

/**
 * Mean background entropy of one sample, nats: H̄ = mean of H_i over background units (border units are left out). Units
 * of named parts stay in, as the paper's background does: parts decide what is counted, never what is a point.
 *
 * @throws StillpointError DEGENERATE when the sample has no background unit.
 */
export function backgroundEntropy(entropies: Float64Array, units: readonly Unit[]): number {
  const mean = regionMean(entropies, units, "background");
  ensure(
    units.some((unit) => unit.region === "background"),
    "DEGENERATE",
    () => "background: expected at least one background unit; got none; leave the sample out or change its mask",
  );
  return mean;
}

/** H̄ − H_i of every unit, `[n]` nats: how much better than background the layer keeps it. */
export function deviations(entropies: Float64Array, background: number): Float64Array {
  return entropies.map((entropy) => background - entropy);
}

/**
 * The knowledge points of one map: 1 where H̄ − H_i > b, `[n]`. Border units are never points.
 *
 * Takes `deviations` `[n]` and `threshold` b, both in nats. The inequality is strict, as in the paper's code.
 *
 * @throws StillpointError SHAPE when there is not one deviation per unit.
 */
export function knowledgePoints(deviations: Float64Array, units: readonly Unit[], threshold: number): Uint8Array {
  ensureOnePerUnit(deviations, units);
  const points = new Uint8Array(units.length);
  for (let i = 0; i < points.length; i++)
    if (deviations[i]! > threshold && units[i]!.region !== "border") points[i] = 1;
  return points;
}

function ensureOnePerUnit(values: Float64Array, units: readonly Unit[]): void {
  ensure(
    values.length === units.length,
    "SHAPE",
    () =>
      `entropies: expected one per unit, [${units.length}]; got [${values.length}]; measure and count the same units`,
  );
}
