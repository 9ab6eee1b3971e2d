// Uniform random numbers from core's keyed normal noise, so data and noise have one source of chance.

import { drawNormal, type NoiseKey } from "@stillpoint/core";

export interface Random {
  /** 0 <= u < 1. */
  uniform(): number;
  /** low <= u < high. */
  within(range: readonly [low: number, high: number]): number;
  /** A whole number 0 <= k < count. */
  below(count: number): number;
  chance(probability: number): boolean;
  /** A copy in random order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[];
}

const BLOCK = 512;

/** The stream that `key` names: any order of work gives the same numbers. */
export function randomOf(key: NoiseKey): Random {
  const normals = new Float64Array(BLOCK);
  let at = BLOCK;
  let block = 0;
  const uniform = (): number => {
    if (at === BLOCK) {
      drawNormal({ ...key, purpose: `${key.purpose}/${block}` }, normals);
      block++;
      at = 0;
    }
    // The direction of two independent normal numbers is uniform.
    const turns = Math.atan2(normals[at]!, normals[at + 1]!) / (2 * Math.PI) + 0.5;
    at += 2;
    return turns < 1 ? turns : 0;
  };
  const below = (count: number): number => Math.floor(uniform() * count);
  return {
    uniform,
    within: ([low, high]) => low + (high - low) * uniform(),
    below,
    chance: (probability) => uniform() < probability,
    shuffled: (items) => {
      const copy = [...items];
      for (let k = copy.length - 1; k > 0; k--) {
        const other = below(k + 1);
        [copy[k], copy[other]] = [copy[other]!, copy[k]!];
      }
      return copy;
    },
  };
}
