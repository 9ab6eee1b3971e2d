// Directions of ±1 entries: what a feature says of a unit alone is then seen without any noise.

import { recallNormal } from "../noise/cache.ts";
import type { MapTask } from "./map-task.ts";

/**
 * Unit directions v with entries ±1/√m, E vv' = I/m, in blocks of the next power of two above m: within a block all
 * products of two entries cancel, so a whole block gives the exact energy of one Jacobian.
 *
 * The estimate m‖J_i'v‖² has only the cross terms of features as its variance, none from a unit that moves one feature;
 * directions uniform on the sphere add twice the squares. Row k of a block is row π(k) of a Hadamard matrix (Sylvester)
 * with columns of random sign, π a random order; nothing grows with m² as in Gram-Schmidt.
 *
 * @returns writes direction k into `out[offset .. offset + m)`; any order of k
 */
export function signDirection(task: MapTask): (k: number, out: Float32Array, offset: number) => void {
  const { features } = task;
  const { seed, sample, cache } = task.settings;
  const rows = 2 ** Math.ceil(Math.log2(features));
  const scale = 1 / Math.sqrt(features);
  const normal = new Float64Array(features + rows);
  let block = -1;
  let order: readonly number[] = [];
  return (k, out, offset) => {
    const next = Math.floor(k / rows);
    if (next !== block) {
      block = next;
      recallNormal(cache, { seed, sample, purpose: "sign probe", pass: block }, normal);
      const keys = normal.subarray(features);
      order = Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
    }
    const row = order[k % rows]!;
    for (let j = 0; j < features; j++) {
      const sign = normal[j]! < 0 ? -1 : 1;
      out[offset + j] = scale * (odd(row & j) ? -sign : sign);
    }
  };
}

/** Whether a number below 2^32 has an odd number of ones. */
function odd(bits: number): boolean {
  let rest = bits;
  rest ^= rest >>> 16;
  rest ^= rest >>> 8;
  rest ^= rest >>> 4;
  return ((0x6996 >>> (rest & 15)) & 1) === 1;
}
