// The interval that reports had before seeds and pictures were taken as crossed, kept to be compared. S seeds.

import { mean, populationVariance, quantile } from "@stillpoint/core";
import type { Arms, Statistic } from "./arms.ts";
import type { Trial } from "./trial.ts";

/** Draws kept for reuse; drawing anew gives the same numbers. */
const KEPT_SHAPES = 16;

/** The defined values of one seed, and those subtracted from them. */
interface Pair {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** Indices of all resamples, laid out flat: slot after slot a seed, and as many samples as that seed has. */
interface Resamples {
  readonly seeds: Uint16Array;
  readonly samples: Uint32Array;
}

/**
 * Percentile bootstrap of a trial's difference: seeds drawn first, then each drawn seed's own pictures anew, arms
 * √(S/(S − 1)) as long. A picture without a value in one network is left out of both. Trials of a shape share `count` draws.
 */
export function nestedBootstrap(count: number): (trial: Trial, statistic: Statistic) => Arms {
  const drawn = new Map<string, Resamples>();
  const resamplesOf = (sizes: readonly number[]): Resamples => {
    const shape = sizes.join();
    const known = drawn.get(shape);
    if (known !== undefined) return known;
    const fresh = drawResamples(sizes, count);
    if (drawn.size < KEPT_SHAPES) drawn.set(shape, fresh);
    return fresh;
  };
  return ({ treated, reference }, statistic) => {
    const pairs = treated
      .map((own, s) => paired(own, reference[s]!))
      .filter(({ a }) => a.length >= (statistic === "mean" ? 1 : 2));
    const of = statistic === "mean" ? mean : populationVariance;
    const point = mean(pairs.map(({ a, b }) => of(a) - of(b)));
    const values = resampled(pairs, statistic, resamplesOf(pairs.map(({ a }) => a.length)), count).sort();
    const seeds = pairs.length;
    const more = seeds > 1 ? Math.sqrt(seeds / (seeds - 1)) - 1 : 0;
    const [low, high] = [quantile(values, 0.025), quantile(values, 0.975)];
    return { low: low - more * Math.max(0, point - low), high: high + more * Math.max(0, high - point) };
  };
}

function paired(a: Float64Array, b: Float64Array): Pair {
  const both = (_: number, k: number): boolean => !Number.isNaN(a[k]) && !Number.isNaN(b[k]);
  return { a: a.filter(both), b: b.filter(both) };
}

function resampled(pairs: readonly Pair[], statistic: Statistic, draws: Resamples, count: number): Float64Array {
  const values = new Float64Array(count);
  let slot = 0;
  let at = 0;
  for (let r = 0; r < count; r++) {
    let sum = 0;
    for (let k = 0; k < pairs.length; k++) {
      const { a, b } = pairs[draws.seeds[slot++]!]!;
      sum += drawnStatistic(a, draws.samples, at, statistic) - drawnStatistic(b, draws.samples, at, statistic);
      at += a.length;
    }
    values[r] = sum / pairs.length;
  }
  return values;
}

/** The statistic of `values` at the indices `samples[at..]`, without building the resample: this is the hot loop. */
function drawnStatistic(values: Float64Array, samples: Uint32Array, at: number, statistic: Statistic): number {
  const size = values.length;
  const first = values[0]!;
  let sum = 0;
  let squares = 0;
  for (let i = at; i < at + size; i++) {
    const value = values[samples[i]!]! - first;
    sum += value;
    squares += value * value;
  }
  return statistic === "mean" ? first + sum / size : Math.max(0, squares / size - (sum / size) ** 2);
}

/** As many seeds as there are, with replacement, then for every drawn seed as many of its samples as it has. */
function drawResamples(sizes: readonly number[], count: number): Resamples {
  // Equal shapes draw equally whatever was asked before, so the order of questions cannot change an answer.
  const integer = integers(sizes.reduce((hash, size) => Math.imul(hash ^ size, 0x01000193), 0x811c9dc5));
  const seeds = new Uint16Array(count * sizes.length);
  const samples = new Uint32Array(count * sizes.length * Math.max(...sizes));
  let at = 0;
  for (let slot = 0; slot < seeds.length; slot++) {
    const chosen = integer(sizes.length);
    seeds[slot] = chosen;
    const size = sizes[chosen]!;
    for (let i = 0; i < size; i++) samples[at++] = integer(size);
  }
  return { seeds, samples };
}

/** Uniform integers from a 32-bit state (Weyl sequence through a two-round mixer). */
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
