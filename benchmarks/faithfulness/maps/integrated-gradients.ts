// Integrated gradients (Sundararajan et al. 2017): the gradient averaged on the straight way from the baseline.

import { sumUnits } from "@stillpoint/core";
import { overCopies } from "../copies.ts";
import { difference, type Scene } from "../scene.ts";
import type { Target } from "../target.ts";

/** Places on the way, the middles of as many equal parts. */
export const INTEGRATION_STEPS = 32;

/** `[n]` Σ mean gradient · (x − baseline) over the scalars of each unit; signed, their sum is value(x) − value(baseline). */
export async function integratedGradientsMap(
  scene: Scene,
  target: Target,
  steps: number = INTEGRATION_STEPS,
): Promise<Float64Array> {
  const step = difference(scene);
  const { x0 } = scene.layer;
  const attributions = new Float64Array(x0.length);
  await overCopies(
    x0.length,
    steps,
    (k, out) => {
      const left = 1 - (k + 0.5) / steps;
      for (let p = 0; p < out.length; p += 1) out[p] = x0[p]! - left * step[p]!;
    },
    async (x, batch) => {
      const gradient = await target.gradient(x, batch);
      for (let at = 0; at < gradient.length; at += 1) {
        const p = at % step.length;
        attributions[p]! += (gradient[at]! * step[p]!) / steps;
      }
      return [];
    },
  );
  return sumUnits(scene.units, attributions);
}
