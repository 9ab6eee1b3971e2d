// What the engine returns for one sample at one layer of one checkpoint.

export const RECIPES = ["limit", "optimum", "official"] as const;

export type Recipe = (typeof RECIPES)[number];

/** Why the engine stopped. */
export const STOPS = ["closed-form", "error-reached", "pass-limit", "step-limit"] as const;

export type Stop = (typeof STOPS)[number];

/** Whole numbers that every map has. */
export const MAP_COUNTS = ["passes", "unitsAtBound"] as const;

/** Other numbers that every map has, NaN where undefined. */
export const MAP_NUMBERS = [
  "meanEntropy",
  "referenceDistortion",
  "distortion",
  "nonLinearity",
  "monteCarloError",
] as const;

/** Numbers that a map may lack. */
export const OPTIONAL_MAP_NUMBERS = ["shiftError", "referenceSigma", "unitsAtUpper"] as const;

/** Numbers of a second bound. */
export const SECOND_BOUND_NUMBERS = ["upper", "meanEntropy", "unitsAtBound"] as const;

/** The part of a map that another upper bound changes. */
export interface SecondBound {
  /** The upper bound, input units. */
  readonly upper: number;
  /** `[n]` nats, as in the map. */
  readonly entropies: Float64Array;
  /** Mean of `entropies` over all n units, nats. */
  readonly meanEntropy: number;
  /** Units whose sigma ended at the lower or this upper bound. */
  readonly unitsAtBound: number;
}

/** Why a map is averaged around its sample or not. */
export const AVERAGING_REASONS = ["linear", "nearer", "no-nearer"] as const;

/** What a map decided that was not told whether to average. */
export interface Averaging {
  /** Energies are averaged over x ± smoothing·z; 0: taken at x. Input units. */
  readonly smoothing: number;
  /**
   * `linear`: at x the layer is linear in the noise found, so nothing is averaged; `nearer`: it is not, and averaging
   * brings the non-linearity nearer to 1; `no-nearer`: it is not, and averaging does not.
   */
  readonly reason: (typeof AVERAGING_REASONS)[number];
  /** Non-linearity of the map at x, from more copies where its check was not near enough to 1. */
  readonly plain: number;
  /** Non-linearity of the averaged map; absent where none was tried. */
  readonly averaged?: number;
}

/** The noise a layer lets each unit take. Low entropy = the layer keeps this unit. */
export interface EntropyMap {
  readonly recipe: Recipe;
  /** `[n]` nats: H_i = ln σ_i + ln(2πe)/2, σ in input units. */
  readonly entropies: Float64Array;
  /**
   * `[n]` nats: Monte-Carlo standard error of each entropy against the map's mean; at a bound how far the unit may be off
   * it (recipe `limit`; else 0), 0 where it is there for certain. What shifts all units alike is `shiftError`: it moves no unit against another.
   */
  readonly standardErrors: Float64Array;
  /** Mean of `entropies` over all n units, nats. */
  readonly meanEntropy: number;
  /** D0 = mean ‖f(x + σ0 z) − f(x)‖², summed over features. */
  readonly referenceDistortion: number;
  /** Realised mean ‖f(x + σ ⊙ z) − f(x)‖² at the returned sigmas, fresh noise, summed over features. */
  readonly distortion: number;
  /** `distortion` over the budget D = (λ/2)·D0; 1 where the network is linear in the noise. NaN for
   * `official`, which stops before the budget is spent. */
  readonly nonLinearity: number;
  /** Perturbed copies sent through the network, all probes included. */
  readonly passes: number;
  /** Units whose sigma ended at the lower or upper bound. */
  readonly unitsAtBound: number;
  /** RMS of `standardErrors`, nats: over free units, or with those that may be off their bound where that is more. */
  readonly monteCarloError: number;
  /** Standard error of `meanEntropy` from the noise in D0 and in the energies, nats; absent where not measured. */
  readonly shiftError?: number;
  readonly stop: Stop;
  /** σ0 the map was measured with, input units. */
  readonly referenceSigma?: number;
  /** Of `unitsAtBound` those at the upper bound. */
  readonly unitsAtUpper?: number;
  /** What the map decided on averaging; absent where it was told. Not kept in files: a task's maps are all told. */
  readonly averaging?: Averaging;
  /** The same energies under another upper bound; absent unless asked for. */
  readonly atSecondBound?: SecondBound;
}
