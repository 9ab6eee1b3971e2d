// Random choices of composed data: core's named streams, with what only data sets need of them.

import { type Chance, chanceOf, type NoiseKey } from "@stillpoint/core";

export interface Random extends Chance {
  chance(probability: number): boolean;
  /** A copy in random order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[];
}

/** The stream that `key` names: any order of work gives the same numbers. */
export function randomOf(key: NoiseKey): Random {
  const stream = chanceOf(key);
  return {
    ...stream,
    chance: (probability) => stream.uniform() < probability,
    shuffled: (items) => {
      const copy = [...items];
      for (let k = copy.length - 1; k > 0; k--) {
        const other = stream.below(k + 1);
        [copy[k], copy[other]] = [copy[other]!, copy[k]!];
      }
      return copy;
    },
  };
}
