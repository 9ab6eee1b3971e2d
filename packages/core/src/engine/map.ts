// From allocated sigmas to the record the caller gets.

import type { EntropyMap, Recipe, SecondBound, Stop } from "../entropy-map.ts";
import { type Allocation, spendBudget } from "./budget.ts";
import { entropyOf } from "./normal-entropy.ts";
import type { Settings } from "./options.ts";
import { mean, rootMeanSquare } from "./statistics.ts";

export interface MapParts {
  readonly recipe: Recipe;
  readonly allocation: Allocation;
  /** `[n]` nats, against the map's mean. */
  readonly standardErrors: Float64Array;
  /** Standard error of the mean entropy, nats. */
  readonly shiftError: number;
  readonly referenceDistortion: number;
  readonly distortion: number;
  readonly nonLinearity: number;
  readonly passes: number;
  readonly stop: Stop;
  readonly settings: Settings;
  /** Energies and budget to be spent again under `secondUpper`; absent in recipes that do not spend them in one go. */
  readonly respend?: { readonly energies: Float64Array; readonly budget: number };
}

/** Entropies of the allocation; a unit at a bound is there for certain, so its standard error is 0. */
export function assembleMap(parts: MapParts): EntropyMap {
  const { allocation } = parts;
  const entropies = allocation.sigmas.map(entropyOf);
  const standardErrors = parts.standardErrors.map((error, i) => (allocation.bound[i] === 1 ? 0 : error));
  return {
    recipe: parts.recipe,
    entropies,
    standardErrors,
    meanEntropy: mean(entropies),
    referenceDistortion: parts.referenceDistortion,
    distortion: parts.distortion,
    nonLinearity: parts.nonLinearity,
    passes: parts.passes,
    unitsAtBound: allocation.boundCount,
    monteCarloError: freeError(standardErrors, allocation),
    shiftError: parts.shiftError,
    stop: parts.stop,
    referenceSigma: parts.settings.sigma0,
    unitsAtUpper: allocation.sigmas.reduce((sum, sigma) => sum + (sigma >= parts.settings.bounds.upper ? 1 : 0), 0),
    ...secondBound(parts),
  };
}

function secondBound({ respend, settings }: MapParts): { readonly atSecondBound?: SecondBound } {
  const upper = settings.secondUpper;
  if (respend === undefined || upper === undefined) return {};
  const { sigmas, boundCount } = spendBudget(respend.energies, respend.budget, { ...settings.bounds, upper });
  const entropies = sigmas.map(entropyOf);
  return { atSecondBound: { upper, entropies, meanEntropy: mean(entropies), unitsAtBound: boundCount } };
}

/** RMS of the standard errors over the units that are free, nats; 0 when none is. */
export function freeError(standardErrors: Float64Array, allocation: Allocation): number {
  return rootMeanSquare(standardErrors.filter((_, i) => allocation.bound[i] === 0));
}
