// How the maps of a run are measured: what the modality needs and what the user wishes, as JSON data.

import type { LimitOptions, OfficialOptions, OptimumOptions } from "./engine/options.ts";
import type { Recipe } from "./entropy-map.ts";
import type { EngineDefaults } from "./modality.ts";

/** What every choice holds; part of every job's identity. */
interface Chosen extends Pick<EngineDefaults, "sigma0" | "bounds" | "passes" | "targetError" | "batch"> {
  readonly seed: number;
}

/** The recipe `limit`. */
export interface LimitChoice extends Chosen, Pick<LimitOptions, "smoothing" | "secondUpper"> {
  readonly recipe: "limit";
}

/** A recipe that smooths nothing. `official` is told passes and error like the others and reads neither. */
export interface PlainChoice extends Chosen {
  readonly recipe: (OptimumOptions | OfficialOptions)["recipe"];
}

/** `measureEntropy(layer, input, { ...choice, sample })` measures a map this way. */
export type EngineChoice = LimitChoice | PlainChoice;

/** What the user chose. */
export interface EngineWish {
  readonly recipe: Recipe;
  /** Of all noise. */
  readonly seed: number;
  /** Perturbed copies per map, instead of the modality's. */
  readonly passes?: number | undefined;
}

/** The modality's defaults under the user's wish; what only `limit` knows is left out for other recipes. */
export function engineChoice(defaults: EngineDefaults, { recipe, seed, passes }: EngineWish): EngineChoice {
  const { smoothing, secondUpper, ...rest } = defaults;
  const wished = { seed, ...(passes === undefined ? {} : { passes }) };
  if (recipe !== "limit") return { ...rest, recipe, ...wished };
  return {
    ...rest,
    ...(smoothing === undefined ? {} : { smoothing }),
    ...(secondUpper === undefined ? {} : { secondUpper }),
    recipe,
    ...wished,
  };
}
