// What the engine spent on one task and layer, and how far its maps can be trusted.

import type { Recipe } from "./entropy-map.ts";
import type { BackgroundReference } from "./knowledge-points.ts";

/**
 * Totals and means over the maps of all networks, kept samples only. A map that two networks share, such as of distilled
 * and scratch at step 0, is measured once but reported for each, and so counted twice here: in `maps`, `passes` and
 * `unitsAtBound`.
 */
export interface EngineSummary {
  readonly recipe: Recipe;
  readonly threshold: number;
  readonly backgroundReference: BackgroundReference;
  readonly maps: number;
  readonly passes: number;
  readonly meanEntropy: number;
  readonly distortion: number;
  readonly nonLinearity: number;
  readonly monteCarloError: number;
  readonly unitsAtBound: number;
  /** Of `unitsAtBound` those at the upper bound; absent where maps do not say. */
  readonly unitsAtUpper?: number;
  /** All units of all maps. */
  readonly units?: number;
  /** Mean of realised D / D0; λ/2 where the network is linear in the noise and no unit is at a bound. */
  readonly realisedRatio?: number;
}
