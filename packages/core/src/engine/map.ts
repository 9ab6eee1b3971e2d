// From allocated sigmas to the record the caller gets.

import type { EntropyMap, Recipe, SecondBound, Stop } from "../entropy-map.ts";
import { rootMeanSquare } from "../statistics/moments.ts";
import { type Allocation, spendBudget } from "./budget.ts";
import { entropyOf } from "./normal-entropy.ts";
import type { Settings } from "./options.ts";
import { mean } from "./statistics.ts";

export interface MapParts {
  readonly recipe: Recipe;
  readonly allocation: Allocation;
  /** `[n]` nats, against the map's mean. */
  readonly standardErrors: Float64Array;
  /** `[n]` nats: those of units at a bound; 0 where absent. */
  readonly boundErrors?: Float64Array;
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

/** What decides the errors of a map. */
export type ErrorParts = Pick<MapParts, "allocation" | "standardErrors" | "boundErrors">;

/** Entropies of the allocation with their errors. */
export function assembleMap(parts: MapParts): EntropyMap {
  const { allocation } = parts;
  const standardErrors = unitErrors(parts);
  const entropies = allocation.sigmas.map(entropyOf);
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
    monteCarloError: statedError(parts),
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

/**
 * RMS of the standard errors over free units or, where that is more, over these and the units that may be off their
 * bound, nats; 0 when there is neither. The larger one, since many units that are almost surely at a bound would hide
 * what the free ones err by.
 */
export function statedError(parts: ErrorParts): number {
  const { bound } = parts.allocation;
  const errors = unitErrors(parts);
  const free = rootMeanSquare(errors.filter((_, i) => bound[i] === 0));
  return Math.max(free, rootMeanSquare(errors.filter((error, i) => bound[i] === 0 || error > 0)));
}

function unitErrors({ allocation, standardErrors, boundErrors }: ErrorParts): Float64Array {
  return standardErrors.map((error, i) => (allocation.bound[i] === 1 ? (boundErrors?.[i] ?? 0) : error));
}
