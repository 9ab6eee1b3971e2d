// Uniform numbers from the keyed normal noise, so data and noise have one source of chance.

import type { NoiseKey } from "./key.ts";
import { drawNormal } from "./normal.ts";

/** `[count]` independent numbers 0 <= u < 1: the direction of two independent normal numbers is uniform. */
export function uniformNumbers(key: NoiseKey, count: number): Float64Array {
  const normals = new Float64Array(2 * count);
  drawNormal(key, normals);
  return Float64Array.from({ length: count }, (_, k) => {
    const turns = Math.atan2(normals[2 * k]!, normals[2 * k + 1]!) / (2 * Math.PI) + 0.5;
    return turns < 1 ? turns : 0;
  });
}
