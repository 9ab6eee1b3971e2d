// Saliency (Simonyan et al. 2014): how steep the target is at the sample.

import { sumUnits } from "@stillpoint/core";
import type { Scene } from "../scene.ts";
import type { Target } from "../target.ts";

/** `[n]` norm of the target's gradient over the scalars of each unit. */
export async function gradientMap({ layer, units }: Scene, target: Target): Promise<Float64Array> {
  const gradient = await target.gradient(layer.x0, 1);
  return sumUnits(
    units,
    Float64Array.from(gradient, (value) => value ** 2),
  ).map(Math.sqrt);
}
