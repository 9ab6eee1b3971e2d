// The small-noise limit, where the optimum is closed: H_i = ln(D / (n G_i)) / 2 + const.

import type { EntropyMap, Stop } from "../entropy-map.ts";
import { boundErrors } from "./bound-error.ts";
import { measureDistortion } from "./distortion.ts";
import { type Linearisation, linearise } from "./linearisation.ts";
import { assembleMap, type ErrorParts, statedError } from "./map.ts";
import type { MapTask } from "./map-task.ts";
import { shiftErrorOf } from "./shift-error.ts";
import { splitPasses } from "./split.ts";

/** Directions of a wide layer are as long as its features, each is held and orthogonal to all before: 128 MiB of them. */
const MOST_BASIS_BYTES = 2 ** 27;

/** A map of the recipe `limit`, with what it was computed from. */
export interface LimitResult {
  readonly map: EntropyMap;
  readonly linear: Linearisation;
}

/**
 * The recipe `limit`: see design, section 3. Where more passes are allowed and the stated error asks for them, directions
 * orthogonal to all before are probed, as many again as passes were spent, round by round.
 */
export async function limitMap(task: MapTask): Promise<LimitResult> {
  const { settings, features } = task;
  const split = splitPasses(settings.passes, features);
  let linear = await linearise(task, split);
  const most = Math.min(features, Math.floor(MOST_BASIS_BYTES / (8 * features)));
  const left = (): number => Math.min(settings.mostPasses - linear.passes - split.check, most - linear.probes);
  while (statedError(errorsOf(linear, task)) > settings.targetError && left() > 0) {
    linear = await linear.more(Math.min(left(), linear.passes + split.check));
  }
  const rows = linear.predicts ? linear.rows : [];
  const distortion = await measureDistortion(task, linear.allocation.sigmas, split.check, rows);
  const map = assembleMap({
    recipe: "limit",
    ...errorsOf(linear, task),
    shiftError: shiftErrorOf(linear.reference, split.reference, linear.energies),
    referenceDistortion: linear.reference.value,
    distortion,
    nonLinearity: distortion / linear.budget,
    passes: linear.passes + split.check,
    stop: stopOf(linear, task),
    settings,
    respend: { energies: linear.energies.values, budget: linear.budget },
  });
  return { map, linear };
}

function errorsOf(linear: Linearisation, { settings: { bounds } }: MapTask): ErrorParts {
  const { allocation, energies } = linear;
  return {
    allocation,
    standardErrors: energies.standardErrors,
    boundErrors: boundErrors(energies, allocation, bounds),
  };
}

function stopOf(linear: Linearisation, task: MapTask): Stop {
  const { passes, mostPasses, targetError } = task.settings;
  if (mostPasses === passes) return "closed-form";
  return statedError(errorsOf(linear, task)) <= targetError ? "error-reached" : "pass-limit";
}
