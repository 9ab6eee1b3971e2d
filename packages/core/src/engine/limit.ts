// The small-noise limit, where the optimum is closed: H_i = ln(D / (n G_i)) / 2 + const.

import type { EntropyMap } from "../entropy-map.ts";
import { boundErrors } from "./bound-error.ts";
import { measureDistortion } from "./distortion.ts";
import { linearise } from "./linearisation.ts";
import { assembleMap } from "./map.ts";
import type { MapTask } from "./map-task.ts";
import { shiftErrorOf } from "./shift-error.ts";
import { splitPasses } from "./split.ts";

/** The recipe `limit`: see design, section 3. */
export async function limitMap(task: MapTask): Promise<EntropyMap> {
  const split = splitPasses(task.settings.passes, task.features);
  const linear = await linearise(task, split);
  const rows = linear.predicts ? linear.rows : [];
  const distortion = await measureDistortion(task, linear.allocation.sigmas, split.check, rows);
  return assembleMap({
    recipe: "limit",
    allocation: linear.allocation,
    standardErrors: linear.energies.standardErrors,
    boundErrors: boundErrors(linear.energies, linear.allocation, task.settings.bounds),
    shiftError: shiftErrorOf(linear.reference, split.reference, linear.energies),
    referenceDistortion: linear.reference.value,
    distortion,
    nonLinearity: distortion / linear.budget,
    passes: linear.passes + split.check,
    stop: "closed-form",
    settings: task.settings,
    respend: { energies: linear.energies.values, budget: linear.budget },
  });
}
