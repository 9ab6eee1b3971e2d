// One sample at one layer of one network: all that maps and measures ask for.

import { FIXED, type Layer, type UnitInput, type UnitMap } from "@stillpoint/core";
import type { Answer } from "./answer.ts";

export interface Scene {
  /** The sample's id, which keys all noise with `seed`: networks see the same. */
  readonly sample: string;
  readonly seed: number;
  readonly input: UnitInput;
  readonly units: UnitMap;
  /** `[d]` what a removed unit's scalars become; see `baseline.ts`. */
  readonly baseline: Float32Array;
  /** From the perturbed tensor to the analysed layer. */
  readonly layer: Layer;
  /** From the same tensor to what the network answers. */
  readonly answer: Answer;
}

/** The sample with the units that `removed` names at the baseline, into `out` `[d]`; fixed scalars stay. */
export function writeWithout({ layer, units, baseline }: Scene, removed: Uint8Array, out: Float32Array): void {
  const { unitOf } = units;
  for (let p = 0; p < unitOf.length; p += 1) {
    const unit = unitOf[p]!;
    out[p] = unit !== FIXED && removed[unit] === 1 ? baseline[p]! : layer.x0[p]!;
  }
}

/** `[d]` x − baseline; 0 where scalars are fixed. */
export function difference({ layer, units, baseline }: Scene): Float64Array {
  return Float64Array.from(layer.x0, (value, p) => (units.unitOf[p] === FIXED ? 0 : value - baseline[p]!));
}
