// Deletion (Petsiuk et al. 2018): units removed, the most important first.

import type { Effect } from "../copies.ts";
import type { Scene } from "../scene.ts";
import { areaUnder, curveAlong, curveCounts } from "./curve.ts";

/** Mean height of the effect's curve from the whole sample to the baseline. */
export async function deletionArea(scene: Scene, order: Int32Array, effect: Effect): Promise<number> {
  const counts = curveCounts(order.length);
  return areaUnder(counts, await curveAlong(scene, order, counts, 1, effect));
}
