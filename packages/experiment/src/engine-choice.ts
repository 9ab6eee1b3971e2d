// How maps are measured: what the modality needs and what the user chose.

import type { EngineDefaults, Recipe } from "@stillpoint/core";

/** Part of every job's identity. */
export interface EngineChoice extends EngineDefaults {
  readonly recipe: Recipe;
  readonly seed: number;
}

/** What the user chose of it. */
export interface EngineWish {
  readonly recipe: Recipe;
  readonly seed: number;
  readonly passes?: number | undefined;
}

/** The modality's defaults under the user's wish; what only `limit` knows is left out for other recipes. */
export function engineChoice(defaults: EngineDefaults, { recipe, seed, passes }: EngineWish): EngineChoice {
  const { smoothing, secondUpper, ...rest } = defaults;
  const limitOnly = {
    ...(smoothing === undefined ? {} : { smoothing }),
    ...(secondUpper === undefined ? {} : { secondUpper }),
  };
  return {
    ...rest,
    ...(recipe === "limit" ? limitOnly : {}),
    recipe,
    seed,
    ...(passes === undefined ? {} : { passes }),
  };
}
