// Which seeds and samples each bootstrap resample holds. Drawn once and shared by every statistic of the same shape.

/** Indices of all resamples, laid out flat: resample r, slot k holds seed `seeds[r·S + k]` and its samples. */
export interface Resamples {
  readonly count: number;
  /** `[count·S]` which seed fills each slot. */
  readonly seeds: Uint16Array;
  /** Sample indices, slot after slot; a slot of seed s holds `sizes[s]` of them. */
  readonly samples: Uint32Array;
}

/** Uniform integers from a 32-bit state (Weyl sequence through a two-round mixer); enough for resampling, not for secrets. */
function integers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let bits = state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return (bits ^ (bits >>> 15)) >>> 0;
  };
  return (below) => Math.floor((next() / 2 ** 32) * below);
}

/**
 * Draws `count` hierarchical resamples: as many seeds as there are, with replacement, then for every drawn seed as many
 * of its samples as it has, with replacement and anew each time. `sizes` `[S]` is the number of samples by seed.
 */
export function drawResamples(sizes: readonly number[], count: number, seed: number): Resamples {
  // Equal shapes draw equally whatever was asked before, so the order of questions cannot change an answer.
  const integer = integers(sizes.reduce((hash, size) => Math.imul(hash ^ size, 0x01000193), seed ^ 0x811c9dc5));
  const seeds = new Uint16Array(count * sizes.length);
  const samples = new Uint32Array(count * sizes.length * Math.max(...sizes));
  let at = 0;
  for (let slot = 0; slot < seeds.length; slot++) {
    const chosen = integer(sizes.length);
    seeds[slot] = chosen;
    const size = sizes[chosen]!;
    for (let i = 0; i < size; i++) samples[at++] = integer(size);
  }
  return { count, seeds, samples };
}
