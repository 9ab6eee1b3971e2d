// A named stream of random choices, for data that are composed.

import type { NoiseKey } from "./key.ts";
import { uniformNumbers } from "./uniform.ts";

export interface Chance {
  /** 0 <= u < 1. */
  uniform(): number;
  /** low <= u < high. */
  within(range: readonly [low: number, high: number]): number;
  /** A whole number 0 <= k < count. */
  below(count: number): number;
}

const BLOCK = 256;

/** The stream that `key` names, drawn block by block: any order of work gives the same numbers. */
export function chanceOf(key: NoiseKey): Chance {
  let block = 0;
  let numbers = new Float64Array(0);
  let at = 0;
  const uniform = (): number => {
    if (at === numbers.length) {
      numbers = Float64Array.from(uniformNumbers({ ...key, purpose: `${key.purpose}/${block++}` }, BLOCK));
      at = 0;
    }
    return numbers[at++]!;
  };
  return {
    uniform,
    within: ([low, high]) => low + (high - low) * uniform(),
    below: (count) => Math.floor(uniform() * count),
  };
}
