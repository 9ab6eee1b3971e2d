// Which three samples a plane goes through.

import { chanceOf, ensure } from "@stillpoint/core";

/** Three different samples by their place in a set. */
export type Triplet = readonly [number, number, number];

/** `count` triplets from 0 to samples − 1, a function of the seed. Throws `StillpointError RANGE` below three samples. */
export function triplets(samples: number, count: number, seed: number): readonly Triplet[] {
  ensure(samples >= 3, "RANGE", () => `triplets: expected at least 3 samples; got ${samples}; give more`);
  const chance = chanceOf({ seed, sample: "triplets", purpose: "boundary", pass: 0 });
  return Array.from({ length: count }, (): Triplet => {
    const first = chance.below(samples);
    const second = other(chance.below(samples - 1), [first]);
    const taken = [first, second].sort((x, y) => x - y);
    return [first, second, other(chance.below(samples - 2), taken)];
  });
}

/** The k-th sample that is none of `taken`, ascending. */
function other(k: number, taken: readonly number[]): number {
  return taken.reduce((at, own) => (at >= own ? at + 1 : at), k);
}
