// Occlusion (Zeiler & Fergus 2014): what is lost when a unit alone is at the baseline.

import { type Effect, overCopies } from "../copies.ts";
import { type Scene, writeWithout } from "../scene.ts";

/** `[n]` the effect on the sample without unit i, and nothing else. */
export function occlusionMap(scene: Scene, effect: Effect): Promise<Float64Array> {
  const { units, layer } = scene;
  return overCopies(
    layer.x0.length,
    units.count,
    (i, out) => {
      const removed = new Uint8Array(units.count);
      removed[i] = 1;
      writeWithout(scene, removed, out);
    },
    effect,
  );
}
