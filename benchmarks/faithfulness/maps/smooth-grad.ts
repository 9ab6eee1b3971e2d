// SmoothGrad (Smilkov et al. 2017): the gradient averaged over noisy copies.

import { drawNormal, FIXED, sumUnits } from "@stillpoint/core";
import { overCopies } from "../copies.ts";
import type { Scene } from "../scene.ts";
import type { Target } from "../target.ts";

/** Noisy copies. */
export const SMOOTHING_COPIES = 32;

/** `[n]` norm over each unit's scalars of the gradient's mean over x + sigma z; sigma in input units. */
export async function smoothGradMap(
  { layer: { x0 }, units, sample, seed }: Scene,
  target: Target,
  sigma: number,
  copies: number = SMOOTHING_COPIES,
): Promise<Float64Array> {
  const mean = new Float64Array(x0.length);
  const noise = new Float32Array(x0.length);
  await overCopies(
    x0.length,
    copies,
    (pass, out) => {
      drawNormal({ seed, sample, purpose: "smooth gradient", pass }, noise);
      for (let p = 0; p < out.length; p += 1) out[p] = x0[p]! + (units.unitOf[p] === FIXED ? 0 : sigma * noise[p]!);
    },
    async (x, batch) => {
      const gradient = await target.gradient(x, batch);
      for (let at = 0; at < gradient.length; at += 1) mean[at % x0.length]! += gradient[at]! / copies;
      return [];
    },
  );
  return sumUnits(
    units,
    mean.map((value) => value ** 2),
  ).map(Math.sqrt);
}
