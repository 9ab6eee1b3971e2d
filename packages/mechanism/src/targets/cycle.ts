// A permutation that moves everything.

import type { Chance } from "@stillpoint/core";

/**
 * `[n]` where each of n places gets its value from: one cycle through all of them, every cycle equally likely, so that
 * nothing stays where n > 1 (Sattolo 1986).
 */
export function randomCycle(count: number, chance: Chance): Int32Array {
  const from = Int32Array.from({ length: count }, (_, k) => k);
  for (let k = count - 1; k > 0; k--) {
    const other = chance.below(k);
    [from[k], from[other]] = [from[other]!, from[k]!];
  }
  return from;
}
