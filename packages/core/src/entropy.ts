// The engine's one entry point.

import type { Layer, UnitInput } from "./contract.ts";
import { limitMap } from "./engine/limit.ts";
import { startMapTask } from "./engine/map-task.ts";
import { officialMap } from "./engine/official.ts";
import { optimumMap } from "./engine/optimum.ts";
import { type EntropyOptions, settle } from "./engine/options.ts";
import { referenceSigma } from "./engine/reference-noise.ts";
import { smoothedMap } from "./engine/smoothed.ts";
import type { EntropyMap } from "./entropy-map.ts";

/**
 * The entropy of the noise `layer` lets each unit of `input` take before its features move: `[n]` nats.
 *
 * Maximises total entropy at feature distortion D = (entropyWeight/2)·D0, as far as the recipe goes. The same options
 * and layer give the same bytes, whatever the batch size.
 *
 * @throws USAGE, RANGE for options; ADAPTER, SHAPE for units that do not fit; NOT_FINITE for NaN in sample, features
 *   or gradients; DEGENERATE when the features do not move at σ0 or a relative σ0 is 0; INTERRUPTED by the signal
 */
export async function measureEntropy(layer: Layer, input: UnitInput, options: EntropyOptions): Promise<EntropyMap> {
  const settings = settle(options, referenceSigma(options.sigma0, layer, input));
  const task = await startMapTask(layer, input, settings);
  if (settings.recipe === "official") return officialMap(task);
  if (settings.recipe === "optimum") return optimumMap(task);
  return settings.smoothing > 0 ? smoothedMap(task) : limitMap(task);
}
