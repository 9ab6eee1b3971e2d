// The paper's six claims, each as a paired difference with a verdict.

import type { PathOrigin, Run } from "../measurement.ts";
import {
  type CrossedDifference,
  crossedDifference,
  intervalOf,
  undefinedDifference,
} from "../statistics/crossed-interval.ts";
import type { Statistic } from "../statistics/moments.ts";
import { seedInterval } from "../statistics/seed-interval.ts";
import { within } from "../statistics/value-range.ts";
import { expectsMore, noVerdictReason, verdict } from "../statistics/verdict.ts";
import type { Expectation, Hypothesis, HypothesisId } from "../task-result.ts";
import { columnPairs, type SeedColumns } from "./cohort.ts";
import { type Comparison, nullPairOf, type RolePair } from "./comparison.ts";
import { metricDifferenceRange } from "./metric-range.ts";
import type { ClaimMetric } from "./point-course.ts";
import { type MetricName, undefinedReason } from "./sample-metrics.ts";

export interface Claim {
  readonly id: HypothesisId;
  /** What the paper says of the treated network beside the reference. */
  readonly sign: ">" | "<";
  /** Absent for the distance, whose path depends on what the runs know. */
  readonly metric?: ClaimMetric;
  readonly statistic: "mean" | "variance";
}

export const CLAIMS: readonly Claim[] = [
  { id: "H1.foregroundCount", sign: ">", metric: "foregroundCount", statistic: "mean" },
  { id: "H1.backgroundCount", sign: "<", metric: "backgroundCount", statistic: "mean" },
  { id: "H1.foregroundRatio", sign: ">", metric: "foregroundRatio", statistic: "mean" },
  { id: "H2.meanDistance", sign: "<", statistic: "mean" },
  { id: "H2.varianceOfDistance", sign: "<", statistic: "variance" },
  { id: "H3.stability", sign: ">", metric: "stability", statistic: "mean" },
];

/**
 * All six hypotheses, always; one without data is NaN with a reason and has no verdict.
 *
 * `nullCohort` holds the null and the reference network, so that no treated one decides which samples the null difference
 * is over; it is empty where there is no null network. `distance` is the path of H2, `origin` where it comes from.
 */
export function hypotheses(
  cohort: readonly SeedColumns<MetricName>[],
  nullCohort: readonly SeedColumns<MetricName>[],
  comparison: Comparison,
  { distance, origin }: Distance,
): Hypothesis[] {
  const { treated, reference } = comparison;
  const nullPair = nullPairOf(comparison);
  return CLAIMS.map(({ id, sign, metric = distance, statistic }) => {
    const why = (metric === distance ? origin?.reason : undefined) ?? undefinedReason(metric, reference);
    const range = metricDifferenceRange(metric, statistic);
    const between = (of: readonly SeedColumns<MetricName>[], pair: RolePair): CrossedDifference =>
      within(differenceOf(columnPairs(of, pair, metric), why, statistic), range);
    const expected: Expectation = `${treated} ${sign} ${reference}`;
    const { perSeed: numbers, p, ...found } = between(cohort, comparison);
    const difference = intervalOf(found);
    const perSeed = numbers.filter((value) => !Number.isNaN(value));
    const reason = noVerdictReason(difference, perSeed.length);
    const overSeeds = within(seedInterval(perSeed), range);
    return {
      id,
      expected,
      difference,
      p,
      verdict: verdict(difference, expected, perSeed.length),
      ...(Number.isNaN(difference.mean) ? {} : { signAgrees: signAgrees(difference.mean, expected) }),
      ...(nullCohort.length > 0 && nullPair !== undefined
        ? { nullDifference: intervalOf(between(nullCohort, nullPair)) }
        : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(metric === distance ? { distance, ...(origin === undefined ? {} : { pathSource: origin.source }) } : {}),
      overSeeds: { difference: overSeeds, verdict: verdict(overSeeds, expected, perSeed.length) },
    };
  });
}

function signAgrees(difference: number, expected: Expectation): boolean {
  return expectsMore(expected) ? difference > 0 : difference < 0;
}

function differenceOf(
  pairs: { readonly a: readonly Float64Array[]; readonly b: readonly Float64Array[] },
  whyUndefined: string,
  statistic: Statistic,
): CrossedDifference {
  if (pairs.a.length === 0) return undefinedDifference("no seed with both networks");
  const difference = crossedDifference(pairs.a, pairs.b, statistic);
  return Number.isNaN(difference.mean) && difference.reason !== undefined
    ? { ...difference, reason: `${difference.reason}: ${whyUndefined}` }
    : difference;
}

/** The path of H2. */
export interface Distance {
  readonly distance: KnownDistance;
  /** Of the layer's paths of the compared networks the one that is known least; absent where no run says. */
  readonly origin: PathOrigin | undefined;
}

/** Which path H2 measures. */
export type KnownDistance = "layerPerStep" | "layerPerCheckpoint";

/**
 * The paper's per-step path of the layer if every run of the two compared roles knows it at every checkpoint: paths of
 * two kinds must not be subtracted. What the samples learned has no say in it.
 */
export function knownDistance(runs: readonly Run[], { treated, reference }: RolePair): KnownDistance {
  return runs
    .filter(({ role }) => role === treated || role === reference)
    .every(({ checkpoints }) => checkpoints.every(({ path }) => Number.isFinite(path.layer.perStep)))
    ? "layerPerStep"
    : "layerPerCheckpoint";
}
