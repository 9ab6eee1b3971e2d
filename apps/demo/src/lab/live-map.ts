// A map that converges while one looks at it: each told one is whole, with its own error.

import {
  type EntropyMap,
  engineChoice,
  type Layer,
  mapOptions,
  measureEntropy,
  type NoiseCache,
} from "@stillpoint/core";
import type { MapWish } from "./choices.ts";
import type { HeldSample } from "./fit.ts";
import type { LabMap } from "./protocol.ts";

/** The engine's own defaults where a modality has none: plain and smoothed maps. */
const USUAL_PASSES = { plain: 32, smoothed: 512 } as const;
/** The fewest the engine takes. */
const FEWEST = 8;

export interface LiveOptions {
  readonly live: boolean;
  readonly tell: (map: LabMap) => void;
  readonly signal: AbortSignal;
  readonly cache: NoiseCache;
}

/**
 * The map asked for. With `live` it tells those of 8, 16, 32, ... passes before, which costs as much again. Throws what
 * `measureEntropy` throws.
 */
export async function measureLive(
  layer: Layer,
  { sample, modality }: HeldSample,
  { seed, recipe = "limit", sigma0, passes, behindMaximum = false }: MapWish,
  { live, tell, signal, cache }: LiveOptions,
): Promise<LabMap> {
  const defaults = {
    ...modality.engine,
    ...(behindMaximum ? modality.behindMaximum : {}),
    ...(sigma0 === undefined ? {} : { sigma0 }),
  };
  const smoothed = recipe !== "limit" || defaults.smoothing !== undefined;
  const of = passes ?? defaults.passes ?? (smoothed ? USUAL_PASSES.smoothed : USUAL_PASSES.plain);
  const measured = async (count: number): Promise<LabMap> => {
    const choice = engineChoice(defaults, { recipe, seed, passes: count });
    const map = await measureEntropy(layer, sample.input, {
      ...mapOptions(choice),
      sample: sample.info.id,
      signal,
      cache,
    });
    return labMap(map, of);
  };
  for (let count = FEWEST; live && count < of; count *= 2) {
    const map = await measured(count);
    tell(map);
  }
  return measured(of);
}

function labMap(map: EntropyMap, of: number): LabMap {
  const { entropies, standardErrors, monteCarloError, passes, nonLinearity, referenceSigma } = map;
  return { entropies, standardErrors, error: monteCarloError, passes, of, nonLinearity, referenceSigma };
}
