// Units in the order of a map.

import { chanceOf } from "@stillpoint/core";

/**
 * Unit numbers from the highest score to the lowest. Equal scores come as chance has it, the same for all maps of a sample:
 * the order of units often tells what they are.
 */
export function orderOf(scores: Float64Array, seed: number, sample: string): Int32Array {
  const chance = chanceOf({ seed, sample, purpose: "equal scores", pass: 0 });
  const lots = Float64Array.from(scores, () => chance.uniform());
  return Int32Array.from(scores.keys()).sort((a, b) => {
    if (scores[a]! !== scores[b]!) return scores[a]! > scores[b]! ? -1 : 1;
    return lots[a]! - lots[b]!;
  });
}
