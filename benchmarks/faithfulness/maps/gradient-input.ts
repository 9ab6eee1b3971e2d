// Gradient x input (Shrikumar et al. 2016), the input counted from the baseline.

import { sumUnits } from "@stillpoint/core";
import { difference, type Scene } from "../scene.ts";
import type { Target } from "../target.ts";

/** `[n]` Σ gradient · (x − baseline) over the scalars of each unit; signed. */
export async function gradientInputMap(scene: Scene, target: Target): Promise<Float64Array> {
  const gradient = await target.gradient(scene.layer.x0, 1);
  return sumUnits(
    scene.units,
    difference(scene).map((step, p) => step * gradient[p]!),
  );
}
