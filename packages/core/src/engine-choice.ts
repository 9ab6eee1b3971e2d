// How the maps of a run are measured: what the modality needs and what the user wishes, as JSON data.

import type { LimitOptions, OfficialOptions, OptimumOptions } from "./engine/options.ts";
import type { Recipe } from "./entropy-map.ts";
import { THRESHOLDS } from "./knowledge-points.ts";
import { ERROR_SHARE } from "./linearity.ts";
import type { EngineDefaults } from "./modality.ts";

/** What every choice holds; part of every job's identity. */
interface Chosen extends Pick<EngineDefaults, "sigma0" | "bounds" | "passes" | "targetError" | "batch"> {
  readonly seed: number;
}

/** The recipe `limit`. */
export interface LimitChoice extends Chosen, Pick<LimitOptions, "smoothing" | "secondUpper" | "mostPasses"> {
  readonly recipe: "limit";
}

/** The recipe `optimum`. */
export interface OptimumChoice extends Chosen, Pick<OptimumOptions, "smoothing"> {
  readonly recipe: "optimum";
}

/** The recipe `official`, which is told passes and error like the others and reads neither. */
export interface OfficialChoice extends Chosen {
  readonly recipe: OfficialOptions["recipe"];
}

/**
 * `measureEntropy(layer, input, { ...mapOptions(choice), sample })` measures a map this way. A choice without `smoothing`
 * is one for maps at the clean sample: a map of a run never decides by itself.
 */
export type EngineChoice = LimitChoice | OptimumChoice | OfficialChoice;

/** What the user chose. */
export interface EngineWish {
  readonly recipe: Recipe;
  /** Of all noise. */
  readonly seed: number;
  /** Perturbed copies per map, instead of the modality's. */
  readonly passes?: number | undefined;
}

/** Passes of a map that misses what gates ask of its error, over the usual. */
const MORE = 8;
const USUAL = 32;

/**
 * A choice of `limit` whose maps at the clean sample spend up to eight times their passes, 256 unless said, where the stated
 * error is above a fifth of b, which is what the gate on it asks. Every other choice goes to its target as it is.
 */
export function untilTrusted(choice: EngineChoice): EngineChoice {
  if (choice.recipe !== "limit" || (choice.smoothing ?? 0) !== 0) return choice;
  const targetError = choice.targetError ?? ERROR_SHARE * THRESHOLDS.limit;
  return { ...choice, mostPasses: MORE * (choice.passes ?? USUAL), targetError };
}

/** The modality's defaults under the user's wish; what a recipe does not know is left out. */
export function engineChoice(defaults: EngineDefaults, { recipe, seed, passes }: EngineWish): EngineChoice {
  const { smoothing, secondUpper, mostPasses, ...rest } = defaults;
  const wished = { seed, ...(passes === undefined ? {} : { passes }) };
  if (recipe === "official") return { ...rest, recipe, ...wished };
  const averaged = smoothing === undefined ? {} : { smoothing };
  if (recipe === "optimum") return { ...rest, ...averaged, recipe, ...wished };
  return {
    ...rest,
    ...averaged,
    ...(secondUpper === undefined ? {} : { secondUpper }),
    // Who says how many passes a map takes means no more than these.
    ...(mostPasses === undefined || passes !== undefined ? {} : { mostPasses }),
    recipe,
    ...wished,
  };
}

/** What a choice says to the engine, with nothing left for a map to decide. */
export function mapOptions(choice: EngineChoice): EngineChoice {
  return choice.recipe === "limit" && choice.smoothing === undefined ? { ...choice, smoothing: 0 } : choice;
}
