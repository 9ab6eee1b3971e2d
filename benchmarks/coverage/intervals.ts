// 95 % intervals of a difference over crossed seeds and pictures, every way that is compared. S seeds, n pictures.

import { crossedDifference, mean, populationVariance, quantile, seedInterval, studentQuantile } from "@stillpoint/core";
import type { Arms, Statistic } from "./arms.ts";
import { nestedBootstrap } from "./nested-bootstrap.ts";
import type { Trial } from "./trial.ts";

/** An interval of a trial; `uniform` for those that resample. */
export type Way = (trial: Trial, statistic: Statistic, uniform: () => number) => Arms;

/** Draws of what resamples here: fewer than a report's, since thousands of intervals are made. */
const DRAWS = 400;

/** One for all trials, whose draws it keeps. */
const nested = nestedBootstrap(DRAWS);

export const WAYS: Readonly<Record<string, Way>> = {
  /** Seeds first, pictures within seeds, arms √(S/(S − 1)) as long: what reports had. */
  nested: (trial, statistic) => nested(trial, statistic),
  /** Pictures drawn once for all seeds (Owen 2007), percentiles. */
  pigeonhole: (trial, statistic, uniform) => pigeonhole(trial, statistic, uniform, false),
  /** The same, arms √(S/(S − 1)) as long. */
  widened: (trial, statistic, uniform) => pigeonhole(trial, statistic, uniform, true),
  /** Student's t over one number per seed. */
  seeds: ({ treated, reference }, statistic) =>
    seedInterval(treated.map((own, s) => statisticOf(paired(own, reference[s]), statistic))),
  /** Two-way random effects: MS_seeds + MS_pictures − MS_rest, Satterthwaite's degrees of freedom. */
  effects: (trial, statistic) => effects(cellsOf(trial, statistic)),
  /** MS_seeds + MS_pictures with nothing taken off: too long by the rest, and never negative. What reports have. */
  sum: ({ treated, reference }, statistic) => crossedDifference(treated, reference, statistic),
  /** One seed, then one picture left out; the two variances added. */
  jackknife: (trial, statistic) => jackknife(trial, statistic),
};

interface Pairs {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

function paired(a: Float64Array, b: Float64Array = new Float64Array(a.length)): Pairs {
  const both = (_: number, k: number): boolean => !Number.isNaN(a[k]) && !Number.isNaN(b[k]);
  return { a: a.filter(both), b: b.filter(both) };
}

function statisticOf({ a, b }: Pairs, statistic: Statistic): number {
  return statistic === "mean" ? mean(a) - mean(b) : populationVariance(a) - populationVariance(b);
}

/**
 * `[S][n]` whose mean is the statistic: differences for a mean, differences of squared deviations from each network's own
 * mean for a variance; NaN where one of the two has no value.
 */
function cellsOf({ treated, reference }: Trial, statistic: Statistic): Float64Array[] {
  return treated.map((own, s) => {
    const other = reference[s] ?? new Float64Array(own.length);
    const { a, b } = paired(own, other);
    const [center, otherCenter] = [mean(a), mean(b)];
    return own.map((value, k) =>
      statistic === "mean" ? value - (other[k] ?? 0) : (value - center) ** 2 - ((other[k] ?? 0) - otherCenter) ** 2,
    );
  });
}

/** Sums of squares are of sums over a seed's and over a picture's cells, so that cells without a value weigh nothing. */
function effects(cells: readonly Float64Array[]): Arms {
  const seeds = cells.length;
  const samples = cells[0]?.length ?? 0;
  const known = cells.flatMap((row) => [...row.filter((value) => !Number.isNaN(value))]);
  const center = mean(known);
  const rows = cells.map((row) => row.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value - center), 0));
  const columns = Array.from({ length: samples }, (_, k) =>
    cells.reduce((sum, row) => sum + (Number.isNaN(row[k]) ? 0 : (row[k] ?? 0) - center), 0),
  );
  const squares = (sums: readonly number[]): number => sums.reduce((sum, value) => sum + value ** 2, 0);
  const count = known.length ** 2;
  const bySeeds = ((seeds / (seeds - 1)) * squares(rows)) / count;
  const bySamples = ((samples / (samples - 1)) * squares(columns)) / count;
  const rest = restOf(cells, center, rows, columns) / known.length;
  const variance = bySeeds + bySamples - rest;
  const degrees =
    variance ** 2 /
    (bySeeds ** 2 / (seeds - 1) + bySamples ** 2 / (samples - 1) + rest ** 2 / ((seeds - 1) * (samples - 1)));
  const half = studentQuantile(Math.max(1, degrees), 0.95) * Math.sqrt(Math.max(0, variance));
  return { low: center - half, high: center + half };
}

/** Mean square of what neither the seed nor the picture explains. */
function restOf(
  cells: readonly Float64Array[],
  center: number,
  rows: readonly number[],
  columns: readonly number[],
): number {
  const [seeds, samples] = [cells.length, columns.length];
  let sum = 0;
  for (const [s, row] of cells.entries()) {
    for (const [k, value] of row.entries())
      if (!Number.isNaN(value)) sum += (value - center - (rows[s] ?? 0) / samples - (columns[k] ?? 0) / seeds) ** 2;
  }
  return sum / ((seeds - 1) * (samples - 1));
}

function jackknife({ treated, reference }: Trial, statistic: Statistic): Arms {
  const pairs = treated.map((own, s) => ({ own, other: reference[s] ?? new Float64Array(own.length) }));
  const seedsOf = (without?: number): number[] =>
    pairs.map(({ own, other }) =>
      statisticOf(paired(without === undefined ? own : blank(own, without), other), statistic),
    );
  const all = seedsOf();
  const center = mean(all);
  const bySeeds = populationVariance(all) / (all.length - 1);
  const samples = treated[0]?.length ?? 0;
  const left = Array.from({ length: samples }, (_, k) => mean(seedsOf(k)));
  const bySamples = (samples - 1) * populationVariance(left);
  const degrees = (bySeeds + bySamples) ** 2 / (bySeeds ** 2 / (all.length - 1) + bySamples ** 2 / (samples - 1));
  const half = studentQuantile(Math.max(1, degrees), 0.95) * Math.sqrt(bySeeds + bySamples);
  return { low: center - half, high: center + half };
}

function blank(values: Float64Array, k: number): Float64Array {
  return values.map((value, at) => (at === k ? Number.NaN : value));
}

/** How often each seed and each picture is in a resample. */
interface Draw {
  readonly seeds: Uint16Array;
  readonly samples: Uint16Array;
}

/** Draws of a size, made once: trials differ, so that they may share them. */
const made: Map<string, readonly Draw[]> = new Map();

function drawsOf(seeds: number, samples: number, uniform: () => number): readonly Draw[] {
  const known = made.get(`${seeds} ${samples}`);
  if (known !== undefined) return known;
  const counts = (size: number): Uint16Array => {
    const drawn = new Uint16Array(size);
    for (let k = 0; k < size; k++) drawn[Math.floor(uniform() * size)]! += 1;
    return drawn;
  };
  const draws = Array.from({ length: DRAWS }, () => ({ seeds: counts(seeds), samples: counts(samples) }));
  made.set(`${seeds} ${samples}`, draws);
  return draws;
}

function pigeonhole({ treated, reference }: Trial, statistic: Statistic, uniform: () => number, widen: boolean): Arms {
  const seeds = treated.length;
  const point = mean(treated.map((own, s) => statisticOf(paired(own, reference[s]), statistic)));
  const values = drawsOf(seeds, treated[0]?.length ?? 0, uniform).map((draw) => {
    let [sum, count] = [0, 0];
    for (let s = 0; s < seeds; s++) {
      const times = draw.seeds[s]!;
      if (times === 0) continue;
      const value = weighted(treated[s]!, reference[s]!, draw.samples, statistic);
      if (Number.isNaN(value)) continue;
      sum += times * value;
      count += times;
    }
    return sum / count;
  });
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const stretch = widen ? Math.sqrt(seeds / (seeds - 1)) : 1;
  return {
    low: point - stretch * (point - quantile(sorted, 0.025)),
    high: point + stretch * (quantile(sorted, 0.975) - point),
  };
}

/** The statistic of one seed with its pictures as often as `times` says. */
function weighted(a: Float64Array, b: Float64Array, times: Uint16Array, statistic: Statistic): number {
  let [count, sumA, sumB, squaresA, squaresB] = [0, 0, 0, 0, 0];
  for (let k = 0; k < times.length; k++) {
    const [x, y, weight] = [a[k]!, b[k]!, times[k]!];
    if (weight === 0 || Number.isNaN(x) || Number.isNaN(y)) continue;
    count += weight;
    sumA += weight * x;
    sumB += weight * y;
    squaresA += weight * x * x;
    squaresB += weight * y * y;
  }
  if (statistic === "mean") return (sumA - sumB) / count;
  return squaresA / count - (sumA / count) ** 2 - (squaresB / count - (sumB / count) ** 2);
}
