// The engine's one entry point.

import type { Layer, UnitInput } from "./contract.ts";
import { balancedMap } from "./engine/balanced.ts";
import { checkedMap, decidedMap } from "./engine/decided.ts";
import { limitMap } from "./engine/limit.ts";
import { startMapTask } from "./engine/map-task.ts";
import { officialMap } from "./engine/official.ts";
import { optimumMap } from "./engine/optimum.ts";
import { type EntropyOptions, type LimitOptions, settle } from "./engine/options.ts";
import { referenceSigma } from "./engine/reference-noise.ts";
import { smoothedMap } from "./engine/smoothed.ts";
import type { EntropyMap } from "./entropy-map.ts";

/**
 * The entropy of the noise `layer` lets each unit of `input` take before its features move: `[n]` nats.
 *
 * Maximises total entropy at feature distortion D = (entropyWeight/2)·D0, as far as the recipe goes. The same options
 * and layer give the same bytes, whatever the batch size. Recipe `limit` without `smoothing` decides by itself whether
 * energies are averaged around the sample and says so in `averaging`: maps that are set beside each other must be given
 * it, or one may be averaged and the other not.
 *
 * @throws USAGE, RANGE for options; ADAPTER, SHAPE for units that do not fit; NOT_FINITE for NaN in sample, features
 *   or gradients; DEGENERATE when the features do not move at σ0 or a relative σ0 is 0; INTERRUPTED by the signal
 */
export async function measureEntropy(layer: Layer, input: UnitInput, options: EntropyOptions): Promise<EntropyMap> {
  const settings = settle(options, referenceSigma(options.sigma0, layer, input));
  const task = await startMapTask(layer, input, settings);
  if (settings.recipe === "official") return officialMap(task);
  if (settings.recipe === "optimum") return settings.smoothing > 0 ? balancedMap(task) : optimumMap(task);
  if (settings.decides) return decidedMap(task);
  return settings.smoothing > 0 ? smoothedMap(task) : (await limitMap(task)).map;
}

/** A map at the clean sample, and how far it can be trusted. */
export interface CheckedMap {
  readonly map: EntropyMap;
  /** As in the map, or from copies of their own where that is not near enough to 1. */
  readonly nonLinearity: number;
}

/**
 * How linear a layer is in the noise that its map at the clean sample finds: at the price of that map and, where its check
 * says that it is not, of 8 passes more. What a pilot asks of a sample. A linear layer gives 1 up to rounding, or a check
 * that is near enough.
 *
 * @throws as `measureEntropy`
 */
export async function measureLinearity(layer: Layer, input: UnitInput, options: LimitOptions): Promise<CheckedMap> {
  const settings = settle({ ...options, smoothing: 0 }, referenceSigma(options.sigma0, layer, input));
  return checkedMap(await startMapTask(layer, input, settings));
}
