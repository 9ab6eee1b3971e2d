// Insertion (Petsiuk et al. 2018): units put back into the baseline, the most important first.

import type { Effect } from "../copies.ts";
import type { Scene } from "../scene.ts";
import { areaUnder, curveAlong, curveCounts } from "./curve.ts";

/** Mean height of the effect's curve from the baseline to the whole sample. */
export async function insertionArea(scene: Scene, order: Int32Array, effect: Effect): Promise<number> {
  const counts = curveCounts(order.length);
  return areaUnder(counts, await curveAlong(scene, order, counts, 0, effect));
}
