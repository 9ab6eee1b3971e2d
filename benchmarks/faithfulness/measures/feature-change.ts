// How far features move.

import { drawNormal, type Layer } from "@stillpoint/core";
import { type Effect, overCopies } from "../copies.ts";
import type { Scene } from "../scene.ts";

/** ‖f(x') − f(sample)‖² of copies x', summed over features, times `scale`. */
export async function featureChange(layer: Layer, scale = 1): Promise<Effect> {
  const clean = await layer.features(layer.x0, 1);
  return async (x, batch) => {
    const features = await layer.features(x, batch);
    const changes = new Float64Array(batch);
    features.forEach((value, at) => {
      changes[Math.floor(at / clean.length)]! += scale * (value - clean[at % clean.length]!) ** 2;
    });
    return changes;
  };
}

/** Noisy copies of a unit. */
export const NOISE_COPIES = 3;

/** `[n]` mean feature change when unit i alone gets noise of `sigma`, input units. */
export async function noiseChange(scene: Scene, sigma: number, copies: number = NOISE_COPIES): Promise<Float64Array> {
  const { layer, units, sample, seed } = scene;
  const noise = Array.from({ length: copies }, (_, pass) => {
    const values = new Float32Array(layer.x0.length);
    drawNormal({ seed, sample, purpose: "single unit", pass }, values);
    return values;
  });
  const changes = await overCopies(
    layer.x0.length,
    units.count * copies,
    (k, out) => {
      const unit = Math.floor(k / copies);
      const own = noise[k % copies]!;
      for (let p = 0; p < out.length; p += 1) out[p] = layer.x0[p]! + (units.unitOf[p] === unit ? sigma * own[p]! : 0);
    },
    await featureChange(layer),
  );
  return Float64Array.from({ length: units.count }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < copies; k += 1) sum += changes[i * copies + k]!;
    return sum / copies;
  });
}
