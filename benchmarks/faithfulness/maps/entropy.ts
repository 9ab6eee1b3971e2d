// Our own map, as a run measures it.

import { type EngineChoice, type EntropyMap, mapOptions, measureEntropy } from "@stillpoint/core";
import { difference, type Scene } from "../scene.ts";
import { norms } from "./input.ts";

/** The engine's map of a scene. Throws what `measureEntropy` throws: `DEGENERATE` where features never move. */
export function entropyOfScene({ layer, input, sample }: Scene, engine: EngineChoice): Promise<EntropyMap> {
  return measureEntropy(layer, input, { ...mapOptions(engine), sample });
}

/** `[n]` −H, nats: away from its bounds a constant plus half the log of the unit's squared Jacobian norm. */
export function entropyMap({ entropies }: EntropyMap): Float64Array {
  return entropies.map((entropy) => -entropy);
}

/** `[n]` ln(e^−H · RMS(x − baseline)): a sensitivity times how far removal takes the unit. */
export function entropyInputMap({ entropies }: EntropyMap, scene: Scene): Float64Array {
  const distances = norms(scene.units, difference(scene));
  return entropies.map((entropy, i) => Math.log(distances[i]! / Math.sqrt(scene.units.sizes[i]!)) - entropy);
}
