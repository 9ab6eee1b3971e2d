// One map being measured: the layer, its units, the clean feature, and the noise that belongs to it.

import type { Layer, UnitInput } from "../contract.ts";
import { ensure } from "../errors.ts";
import { recallNormal } from "../noise/cache.ts";
import { mapUnits, spreadUnits, type UnitMap } from "../units.ts";
import { ensureFinite } from "./finite.ts";
import type { Settings } from "./options.ts";

/** What noise may be drawn for. The name is part of the key: changing one changes the numbers. */
export type Purpose = "reference" | "probe" | "check" | "departure" | "smoothing" | "optimum" | "official";

export interface MapTask {
  readonly layer: Layer;
  readonly units: UnitMap;
  readonly settings: Settings;
  /** `[m]` f(x0). */
  readonly clean: Float32Array;
  /** d */
  readonly scalars: number;
  /** m */
  readonly features: number;
  /** Copies per call. */
  readonly batch: number;
}

/**
 * Binds a layer to its units and runs the clean sample once.
 *
 * @throws NOT_FINITE when the sample or its feature is not; the errors of `mapUnits`
 */
export async function startMapTask(layer: Layer, input: UnitInput, settings: Settings): Promise<MapTask> {
  const units = mapUnits(input, layer);
  const scalars = layer.x0.length;
  const features = layer.featureSize;
  ensure(
    Number.isInteger(features) && features > 0,
    "LAYER",
    () => `layer: expected at least one feature; got ${features}; choose a layer whose output is not empty`,
  );
  ensureFinite(layer.x0, "clean sample", "look for NaN in the sample's pixels or embeddings");
  const clean = await layer.features(layer.x0, 1);
  ensure(
    clean.length === features,
    "SHAPE",
    () => `layer features: expected ${features} numbers for one copy; got ${clean.length}; mend the layer`,
  );
  ensureFinite(clean, "features of the clean sample", "look for NaN in the network's weights");
  const fits = Math.floor(settings.batchFloats / (scalars + features));
  return { layer, units, settings, clean, scalars, features, batch: Math.max(1, Math.min(settings.batch, fits)) };
}

/** Perturbed copies `[b·d]` and the noise that was added to each, `[d]` per copy. */
export interface Copies {
  readonly inputs: Float32Array;
  readonly noise: readonly Float32Array[];
}

/**
 * Draws copies x0 + σ ⊙ z for passes `start .. start + size`, each from its own stream. Fixed scalars stay.
 *
 * @param sigmas `[n]` input units
 * @param mirrored passes 2k and 2k + 1 get the noise of stream k and its negative
 */
export function drawCopies(
  task: MapTask,
  purpose: Purpose,
  sigmas: Float64Array,
  start: number,
  size: number,
  mirrored = false,
): Copies {
  const { scalars, settings } = task;
  const { seed, sample, cache } = settings;
  const { x0 } = task.layer;
  const levels = spreadUnits(task.units, sigmas);
  const inputs = new Float32Array(size * scalars);
  const all = new Float32Array(size * scalars);
  const noise: Float32Array[] = [];
  for (let copy = 0; copy < size; copy++) {
    const offset = copy * scalars;
    const added = all.subarray(offset, offset + scalars);
    const pass = start + copy;
    recallNormal(cache, { seed, sample, purpose, pass: mirrored ? Math.floor(pass / 2) : pass }, added);
    const sign = mirrored && pass % 2 === 1 ? -1 : 1;
    for (let p = 0; p < scalars; p++) {
      const value = sign * added[p]! * levels[p]!;
      added[p] = value;
      inputs[offset + p] = x0[p]! + value;
    }
    noise.push(added);
  }
  return { inputs, noise };
}
