// Where a signal meets a layer: Grad-CAM over pixels, points or words.

import { ensure } from "@stillpoint/core";
import type { MapLayout } from "./map-layout.ts";

/**
 * Maps `[s·places]` max(0, Σ_c w_c A_c) of a layer's values A and a cotangent of them, both `[s·features·places]`; w_c is the
 * cotangent's mean over places. With the gradient of a class's logit this is Grad-CAM (Selvaraju et al. 2017); with another
 * signal, such as what of a network's features another's do not explain, it is UniCAM's map (Adhane et al. 2025).
 *
 * @throws StillpointError SHAPE for lists of other lengths
 */
export function activationMaps(
  values: Float32Array,
  cotangent: Float32Array,
  { features, places, featuresFirst }: MapLayout,
): Float32Array {
  const n = places.reduce((all, size) => all * size, 1);
  const size = features * n;
  ensure(
    values.length === cotangent.length && values.length % size === 0,
    "SHAPE",
    () =>
      `activation map: expected values and cotangents of ${size} each; got ${values.length} and ${cotangent.length}; take both at one layer`,
  );
  const samples = values.length / size;
  const [featureStep, placeStep] = featuresFirst ? [n, 1] : [1, features];
  const maps = new Float32Array(samples * n);
  const map = new Float64Array(n);
  for (let sample = 0; sample < samples; sample++) {
    map.fill(0);
    for (let c = 0; c < features; c++) {
      const start = sample * size + c * featureStep;
      let weight = 0;
      for (let k = 0; k < n; k++) weight += cotangent[start + k * placeStep]! / n;
      if (weight === 0) continue;
      for (let k = 0; k < n; k++) map[k]! += weight * values[start + k * placeStep]!;
    }
    for (let k = 0; k < n; k++) maps[sample * n + k] = Math.max(0, map[k]!);
  }
  return maps;
}
