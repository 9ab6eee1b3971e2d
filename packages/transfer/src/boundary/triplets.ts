// Which three samples a plane goes through.

import { chanceOf, ensure } from "@stillpoint/core";

/** Three different samples by their place in a set. */
export type Triplet = readonly [number, number, number];

/**
 * `count` triplets from 0 to samples − 1, a function of the seed. No sample is in a second one before fewer than three are
 * left that are in none: planes that share samples would not be independent. Throws `StillpointError RANGE` below three samples.
 */
export function triplets(samples: number, count: number, seed: number): readonly Triplet[] {
  ensure(samples >= 3, "RANGE", () => `triplets: expected at least 3 samples; got ${samples}; give more`);
  const chance = chanceOf({ seed, sample: "triplets", purpose: "boundary", pass: 0 });
  let left: number[] = [];
  const drawn = (): number => {
    const place = chance.below(left.length);
    const [own = 0] = left.splice(place, 1);
    return own;
  };
  return Array.from({ length: count }, (): Triplet => {
    if (left.length < 3) left = Array.from({ length: samples }, (_, k) => k);
    return [drawn(), drawn(), drawn()];
  });
}
