import { drawNormal, type Layer } from "@stillpoint/core";
import type { LayerCheck } from "./model-sample.ts";

/** Copies in a batch of the checks. */
export const BATCH = 3;

/** Arrays to call a layer with. */
export interface Material {
  /** `[BATCH·d]` copies of x0 with noise. */
  readonly x: Float32Array;
  /** `[m]` normal numbers. */
  readonly target: Float32Array;
  /** `[BATCH·m]` normal numbers. */
  readonly cotangent: Float32Array;
}

/** New arrays, the same for the same seed. */
export function materialFor(layer: Layer, { seed = 1, noise = 0.05 }: LayerCheck): Material {
  const { x0, featureSize } = layer;
  const normal = (purpose: string, size: number): Float32Array => {
    const values = new Float32Array(size);
    drawNormal({ seed, sample: "check-feature-model", purpose, pass: 0 }, values);
    return values;
  };
  return {
    x: normal("copies", BATCH * x0.length).map((value, p) => x0[p % x0.length]! + noise * value),
    target: normal("target", featureSize),
    cotangent: normal("cotangent", BATCH * featureSize),
  };
}

/** The `k`-th of BATCH rows, as an array of its own. */
export function rowOf(values: Float32Array, k: number): Float32Array {
  const size = values.length / BATCH;
  return values.slice(k * size, (k + 1) * size);
}
