// 95 % intervals over crossed seeds and samples: every seed measures the same samples. S seeds, n samples.

import type { Interval } from "../task-result.ts";
import { mean, type Statistic, statisticOf } from "./moments.ts";
import { studentQuantile, studentTail } from "./student.ts";

const COVERAGE = 0.95;

/** A difference with what its interval rests on. All but `samples` and `perSeed` are NaN where `low` and `high` are. */
export interface CrossedDifference extends Interval {
  /** Root of the two variances' sum: that over seeds and that over samples. */
  readonly standardError: number;
  /** The part that samples have in it; 0 with one sample. */
  readonly samplesError: number;
  /** Of Student's t, by Satterthwaite; need not be whole. */
  readonly degrees: number;
  /** Two-sided, of a true difference of 0; below 0.05 exactly where the interval leaves 0 out. 1 for equal networks. */
  readonly p: number;
  /** n: samples with a value in any seed that counts. */
  readonly samples: number;
  /** `[all seeds given]` the difference of the statistic within each seed; NaN for a seed that does not count. */
  readonly perSeed: readonly number[];
}

/** Seeds that count. */
export function seedCount({ perSeed }: Pick<CrossedDifference, "perSeed">): number {
  return perSeed.filter((value) => !Number.isNaN(value)).length;
}

/**
 * The statistic of the samples within each seed, averaged over seeds, with its interval. `values[seed][sample]`: a sample
 * stands at the same place in every seed; a NaN is one without a value and left out.
 *
 * The squared standard error is the variance of the seeds' numbers / S plus that of the samples' means / n, both with
 * divisors S − 1 and n − 1; the interval is Student's t with Satterthwaite's degrees of freedom. For a variance the numbers
 * of samples are their squared deviations from their seed's mean. Nothing is taken off for what both parts count, so that
 * where neither seeds nor samples differ among themselves it is too long (Cameron, Gelbach and Miller 2011 without their
 * third term). Of seven ways it is the shortest that keeps its level: `benchmarks/results/coverage.md`.
 *
 * Where samples are missing, each part is the sum of squares of what a seed and what a sample moves the result by, with
 * factors S/(S − 1) and n/(n − 1). A seed with a value for fewer than half of the samples that any seed has one for does not
 * count, since it would weigh as much as the others; `reason` then says so beside the numbers.
 *
 * One seed: samples alone, so that the interval speaks of this network and not of the method. One sample: seeds alone.
 * Neither: NaN with a reason. A seed needs one sample for a mean and two for a variance.
 */
export function crossedInterval(values: readonly Float64Array[], statistic: Statistic): Interval {
  return intervalOf(crossed(values.map((own) => cellsOf(own, undefined, statistic))));
}

/**
 * Statistic of `a` minus statistic of `b` within each seed, averaged over seeds, as `crossedInterval`; a sample undefined in
 * one of the two is left out of both. Exactly 0 with p = 1 for equal numbers.
 */
export function crossedDifference(
  a: readonly Float64Array[],
  b: readonly Float64Array[],
  statistic: Statistic,
): CrossedDifference {
  return crossed(a.map((own, s) => cellsOf(own, b[s], statistic)));
}

/** The mean of `crossedInterval` without an interval: of the samples within each seed that counts, then over seeds. */
export function crossedMean(values: readonly Float64Array[]): number {
  return mean(countedSeeds(values.map((own) => cellsOf(own, undefined, "mean"))).kept.map(({ number }) => number));
}

/** The interval alone. */
export function intervalOf({ mean: center, low, high, reason }: Interval): Interval {
  return { mean: center, low, high, ...(reason === undefined ? {} : { reason }) };
}

/** As far from 0 to either side as its further end: of a difference where which is taken from which is arbitrary. */
export function bothWays(interval: Interval): Interval {
  const { low, high, ...rest } = intervalOf(interval);
  const reach = Math.max(-low, high);
  return { ...rest, low: -reach, high: reach };
}

/** An interval that does not exist, with its reason. */
export function undefinedInterval(reason: string): Interval {
  return { mean: Number.NaN, low: Number.NaN, high: Number.NaN, reason };
}

/** A difference that does not exist, with its reason. */
export function undefinedDifference(reason: string): CrossedDifference {
  return { ...undefinedInterval(reason), ...NO_ERROR, samples: 0, perSeed: [] };
}

const NO_ERROR = {
  standardError: Number.NaN,
  samplesError: Number.NaN,
  degrees: Number.NaN,
  p: Number.NaN,
} as const;

/** One seed: what each sample adds to its number, which is their mean. */
interface Cells {
  /** `[n]`, NaN for a sample without a value. */
  readonly values: Float64Array;
  readonly defined: number;
  /** Mean of the defined values; NaN below the samples that the statistic asks for. */
  readonly number: number;
  /** Samples that the statistic asks for. */
  readonly least: number;
}

function cellsOf(a: Float64Array, b: Float64Array | undefined, statistic: Statistic): Cells {
  const places = Array.from(a.keys()).filter((k) => !Number.isNaN(a[k]!) && !Number.isNaN(b?.[k] ?? 0));
  const least = statistic === "mean" ? 1 : 2;
  const own = places.map((k) => a[k]!);
  const other = b && places.map((k) => b[k]!);
  const [ownParts, otherParts] = [parts(own, statistic), other && parts(other, statistic)];
  const values = new Float64Array(a.length).fill(Number.NaN);
  for (const [at, k] of places.entries()) values[k] = ownParts[at]! - (otherParts?.[at] ?? 0);
  const number = statisticOf(own, statistic) - (other === undefined ? 0 : statisticOf(other, statistic));
  return { values, defined: places.length, number: places.length < least ? Number.NaN : number, least };
}

/** What each sample adds to a statistic of all, to first order: their mean is the statistic. */
function parts(values: readonly number[], statistic: Statistic): readonly number[] {
  if (statistic === "mean") return values;
  const center = mean(values);
  const squares = values.map((value) => (value - center) ** 2);
  if (statistic === "variance") return squares;
  const deviation = statisticOf(values, statistic);
  return squares.map((square) => (deviation === 0 ? 0 : (square / deviation + deviation) / 2));
}

/** Which seeds count. */
interface Counted {
  readonly kept: readonly Cells[];
  /** `[all seeds]` their numbers, NaN for those that do not count. */
  readonly perSeed: readonly number[];
  /** Those with fewer than half of the samples, in words; undefined where there is none. */
  readonly left: { readonly seeds: number; readonly samples: string } | undefined;
}

function countedSeeds(all: readonly Cells[]): Counted {
  const measured = samplesOf(all);
  const short = all.filter(({ defined }) => 2 * defined < measured);
  const kept = all.filter((cells) => !short.includes(cells) && !Number.isNaN(cells.number));
  return {
    kept,
    perSeed: all.map((cells) => (kept.includes(cells) ? cells.number : Number.NaN)),
    left:
      short.length === 0
        ? undefined
        : { seeds: short.length, samples: `${short.map(({ defined }) => defined).join(", ")} of ${measured}` },
  };
}

function crossed(all: readonly Cells[]): CrossedDifference {
  const { kept, perSeed, left } = countedSeeds(all);
  if (kept.length === 0) return { ...undefinedDifference(whyNone(all, left)), perSeed };
  const center = mean(kept.map(({ number }) => number));
  const samples = samplesOf(kept);
  const rest = { samples, perSeed };
  if (kept.length === 1 && samples === 1)
    return { ...undefinedInterval("one sample of one seed has no interval"), mean: center, ...NO_ERROR, ...rest };
  const bySeeds = kept.length === 1 ? 0 : squaresOf(kept.map(({ number }) => (number - center) / kept.length));
  const bySamples = samples === 1 ? 0 : squaresOf(sampleMoves(kept));
  const { low, high, ...error } = studentInterval(center, [
    { variance: bySeeds, degrees: kept.length - 1 },
    { variance: bySamples, degrees: samples - 1 },
  ]);
  const reason = left && `${left.seeds} of ${all.length} seeds left out: ${left.samples} samples have a value`;
  return {
    mean: center,
    low,
    high,
    ...(reason === undefined ? {} : { reason }),
    ...error,
    samplesError: Math.sqrt(bySamples),
    ...rest,
  };
}

function whyNone(all: readonly Cells[], left: Counted["left"]): string {
  if (left !== undefined) return `every seed has fewer than half of the samples: ${left.samples}`;
  return (all[0]?.least ?? 1) === 1 ? "no sample with a value" : "fewer than two samples with a value";
}

/** A variance and how well it is known. */
export interface VariancePart {
  readonly variance: number;
  /** 0 for a part that does not exist. */
  readonly degrees: number;
}

/** The 95 % interval of a difference whose squared standard error is a sum of independent variances, and its two-sided p. */
export function studentInterval(
  center: number,
  variances: readonly VariancePart[],
): Pick<CrossedDifference, "low" | "high" | "standardError" | "degrees" | "p"> {
  const standardError = Math.sqrt(variances.reduce((sum, { variance }) => sum + variance, 0));
  const degrees = satterthwaite(variances);
  const half = standardError === 0 ? 0 : studentQuantile(degrees, COVERAGE) * standardError;
  return {
    low: center - half,
    high: center + half,
    standardError,
    degrees,
    p: tailOf(center, standardError, degrees),
  };
}

/** Degrees of freedom of a sum of independent variances (Satterthwaite 1946); the least of theirs where all are 0. */
export function satterthwaite(all: readonly VariancePart[]): number {
  const known = all.filter(({ degrees }) => degrees > 0);
  const total = known.reduce((sum, { variance }) => sum + variance, 0);
  if (total === 0) return Math.min(...known.map(({ degrees }) => degrees));
  return 1 / known.reduce((sum, { variance, degrees }) => sum + (variance / total) ** 2 / degrees, 0);
}

/** Two-sided p of a difference; without any error it is 1 for 0 and 0 for anything else. */
function tailOf(difference: number, standardError: number, degrees: number): number {
  if (standardError === 0) return difference === 0 ? 1 : 0;
  return studentTail(degrees, difference / standardError);
}

/** Samples with a value in any seed. */
function samplesOf(all: readonly Cells[]): number {
  const [first] = all;
  if (first === undefined) return 0;
  return Array.from(first.values.keys()).filter((k) => all.some(({ values }) => !Number.isNaN(values[k]!))).length;
}

/** What each sample moves the mean over seeds by: its distance from each seed's number over that seed's samples. */
function sampleMoves(kept: readonly Cells[]): number[] {
  const moves = new Map<number, number>();
  for (const { values, defined } of kept) {
    const center = mean(values.filter((value) => !Number.isNaN(value)));
    for (const [k, value] of values.entries())
      if (!Number.isNaN(value)) moves.set(k, (moves.get(k) ?? 0) + (value - center) / defined / kept.length);
  }
  return [...moves.values()];
}

/** Sum of squares of moves that add up to 0, by their number over one less: an unbiased variance of their sum. */
function squaresOf(moves: readonly number[]): number {
  return (moves.length / (moves.length - 1)) * moves.reduce((sum, move) => sum + move ** 2, 0);
}
