// 95 % intervals over seeds and samples. S seeds, s samples within a seed.

import { ensure } from "../errors.ts";
import type { Interval } from "../task-result.ts";
import { mean, quantile, type Statistic, statisticOf } from "./moments.ts";
import { drawResamples, type Resamples } from "./resamples.ts";

/** Draws kept for reuse; drawing anew gives the same numbers. */
const KEPT_SHAPES = 16;

export interface BootstrapOptions {
  /** Of the resampling draws; the same seed gives the same bytes. Default 0. */
  readonly seed?: number;
  /** Default 2,000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly coverage?: number;
}

/** Interval estimates that share their draws. `values[seed][sample]`; a NaN is a sample without a value and left out. */
export interface Bootstrap {
  /** Statistic of the samples within each seed, averaged over seeds. */
  interval(values: readonly Float64Array[], statistic: Statistic): Interval;
  /**
   * Statistic of `a` minus statistic of `b` within each seed, averaged over seeds, on the same resampled samples; a
   * sample undefined in either is left out of both. Both arms are √(S/(S − 1)) as long as the percentiles': a verdict hangs
   * on them.
   */
  difference(a: readonly Float64Array[], b: readonly Float64Array[], statistic: Statistic): Interval;
}

/**
 * Seeded hierarchical percentile bootstrap: seeds resampled first, samples within seeds, and the statistic (a mean or a
 * population variance over samples, then the mean over seeds) computed anew on every resample.
 *
 * With one seed only samples are resampled: the interval then speaks of this pair of networks, not of the method. A seed
 * needs one defined sample for a mean and two for a variance, or it is left out.
 *
 * Percentile intervals over few seeds are too narrow where networks differ more between seeds than samples explain;
 * `bootstrap-coverage.test.ts` records the measured coverage, `seedInterval` is the alternative.
 *
 * @throws StillpointError RANGE when `resamples` or `coverage` is out of range.
 */
export function bootstrap(options: BootstrapOptions = {}): Bootstrap {
  const { seed = 0, resamples: count = 2000, coverage = 0.95 } = options;
  ensure(
    Number.isInteger(count) && count >= 2,
    "RANGE",
    () => `resamples: expected an integer >= 2; got ${count}; 2000 is usual`,
  );
  ensure(
    coverage > 0 && coverage < 1,
    "RANGE",
    () => `coverage: expected a share between 0 and 1; got ${coverage}; 0.95 is usual`,
  );
  const drawn = new Map<string, Resamples>();

  const resamplesOf = (sizes: readonly number[]): Resamples => {
    const shape = sizes.join();
    const known = drawn.get(shape);
    if (known !== undefined) return known;
    const fresh = drawResamples(sizes, count, seed);
    // Shapes beyond the usual few come from samples without a value; keeping all of their draws would fill the memory.
    if (drawn.size < KEPT_SHAPES) drawn.set(shape, fresh);
    return fresh;
  };

  const estimate = (pairs: readonly Paired[], statistic: Statistic, expanded: boolean): Interval => {
    const least = statistic === "mean" ? 1 : 2;
    const defined = pairs.filter(({ a }) => a.length >= least);
    if (defined.length === 0)
      return undefinedInterval(statistic === "mean" ? "no sample with a value" : "fewer than two samples with a value");
    const point = mean(
      defined.map(({ a, b }) => statisticOf(a, statistic) - (b === undefined ? 0 : statisticOf(b, statistic))),
    );
    if (defined.length === 1 && defined[0]!.a.length === 1) {
      return { mean: point, low: Number.NaN, high: Number.NaN, reason: "one sample of one seed has no interval" };
    }
    const values = resampled(defined, statistic, resamplesOf(defined.map(({ a }) => a.length))).sort();
    const low = quantile(values, (1 - coverage) / 2);
    const high = quantile(values, (1 + coverage) / 2);
    // Resampling S seeds gives a variance with divisor S where S − 1 is unbiased; a third too small at three seeds.
    const seeds = defined.length;
    const more = expanded && seeds > 1 ? Math.sqrt(seeds / (seeds - 1)) - 1 : 0;
    return { mean: point, low: low - more * Math.max(0, point - low), high: high + more * Math.max(0, high - point) };
  };

  return {
    interval: (values, statistic) =>
      estimate(
        values.map((a) => ({ a: a.filter((value) => !Number.isNaN(value)) })),
        statistic,
        false,
      ),
    difference: (a, b, statistic) =>
      estimate(
        a.map((values, s) => paired(values, b[s]!)),
        statistic,
        true,
      ),
  };
}

/** An interval that does not exist, with its reason. */
export function undefinedInterval(reason: string): Interval {
  return { mean: Number.NaN, low: Number.NaN, high: Number.NaN, reason };
}

/** The defined values of one seed, and those subtracted from them. */
interface Paired {
  readonly a: Float64Array;
  readonly b?: Float64Array;
}

function paired(a: Float64Array, b: Float64Array): Paired {
  const both = (_: number, i: number): boolean => !Number.isNaN(a[i]!) && !Number.isNaN(b[i]!);
  return { a: a.filter(both), b: b.filter(both) };
}

function resampled(pairs: readonly Paired[], statistic: Statistic, { count, seeds, samples }: Resamples): Float64Array {
  const values = new Float64Array(count);
  let slot = 0;
  let at = 0;
  for (let r = 0; r < count; r++) {
    let sum = 0;
    for (let k = 0; k < pairs.length; k++) {
      const { a, b } = pairs[seeds[slot++]!]!;
      sum += drawnStatistic(a, samples, at, statistic);
      if (b !== undefined) sum -= drawnStatistic(b, samples, at, statistic);
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
  if (statistic === "mean") return first + sum / size;
  const variance = Math.max(0, squares / size - (sum / size) ** 2);
  return statistic === "variance" ? variance : Math.sqrt(variance);
}
