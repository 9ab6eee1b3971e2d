// The paper's six claims, each as a paired difference with a verdict.

import type { Run } from "../measurement.ts";
import type { Bootstrap } from "../statistics/bootstrap.ts";
import { undefinedInterval } from "../statistics/bootstrap.ts";
import type { Statistic } from "../statistics/moments.ts";
import { seedInterval } from "../statistics/seed-interval.ts";
import { noVerdictReason, verdict } from "../statistics/verdict.ts";
import type { Hypothesis, HypothesisId, Interval } from "../task-result.ts";
import { columnPairs, type SeedColumns, seedStatistic } from "./cohort.ts";
import { type Metric, UNDEFINED_REASONS } from "./sample-metrics.ts";

interface Claim {
  readonly id: HypothesisId;
  readonly expected: Hypothesis["expected"];
  /** Absent for the distance, whose path depends on what the runs know. */
  readonly metric?: Metric;
  readonly statistic: Statistic;
}

const CLAIMS: readonly Claim[] = [
  { id: "H1.foregroundCount", expected: "distilled > scratch", metric: "foregroundCount", statistic: "mean" },
  { id: "H1.backgroundCount", expected: "distilled < scratch", metric: "backgroundCount", statistic: "mean" },
  { id: "H1.foregroundRatio", expected: "distilled > scratch", metric: "foregroundRatio", statistic: "mean" },
  { id: "H2.meanDistance", expected: "distilled < scratch", statistic: "mean" },
  { id: "H2.varianceOfDistance", expected: "distilled < scratch", statistic: "variance" },
  { id: "H3.stability", expected: "distilled > scratch", metric: "stability", statistic: "mean" },
];

/**
 * All six hypotheses, always; one without data is NaN with a reason and has no verdict.
 *
 * `nullCohort` holds the two scratch networks, so that no student decides which samples the null difference is over; it
 * is empty where there is no null network. `distance` is the path of H2.
 */
export function hypotheses(
  cohort: readonly SeedColumns<Metric>[],
  nullCohort: readonly SeedColumns<Metric>[],
  distance: KnownDistance,
  bootstrap: Bootstrap,
): Hypothesis[] {
  return CLAIMS.map(({ id, expected, metric = distance, statistic }) => {
    const pairs = columnPairs(cohort, "distilled", "scratch", metric);
    const difference = differenceOf(pairs, metric, statistic, bootstrap);
    const perSeed = pairs.seeds
      .map((_, k) => seedDifference(pairs.a[k]!, pairs.b[k]!, statistic))
      .filter((value) => !Number.isNaN(value));
    const reason = noVerdictReason(difference, perSeed.length);
    const overSeeds = seedInterval(perSeed);
    return {
      id,
      expected,
      difference,
      verdict: verdict(difference, expected, perSeed.length),
      ...(Number.isNaN(difference.mean) ? {} : { signAgrees: signAgrees(difference.mean, expected) }),
      ...(nullCohort.length > 0
        ? {
            nullDifference: differenceOf(
              columnPairs(nullCohort, "null", "scratch", metric),
              metric,
              statistic,
              bootstrap,
            ),
          }
        : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(metric === distance ? { distance } : {}),
      overSeeds: { difference: overSeeds, verdict: verdict(overSeeds, expected, perSeed.length) },
    };
  });
}

function signAgrees(difference: number, expected: Hypothesis["expected"]): boolean {
  return expected === "distilled > scratch" ? difference > 0 : difference < 0;
}

function differenceOf(
  pairs: { readonly a: readonly Float64Array[]; readonly b: readonly Float64Array[] },
  metric: Metric,
  statistic: Statistic,
  bootstrap: Bootstrap,
): Interval {
  if (pairs.a.length === 0) return undefinedInterval("no seed with both networks");
  const difference = bootstrap.difference(pairs.a, pairs.b, statistic);
  return difference.reason === undefined
    ? difference
    : { ...difference, reason: `${difference.reason}: ${UNDEFINED_REASONS[metric]}` };
}

/** The difference within one seed; NaN below the samples that the bootstrap asks of a seed. */
function seedDifference(a: Float64Array, b: Float64Array, statistic: Statistic): number {
  const both = (_: number, s: number): boolean => !Number.isNaN(a[s]!) && !Number.isNaN(b[s]!);
  const first = a.filter(both);
  if (first.length < (statistic === "mean" ? 1 : 2)) return Number.NaN;
  return seedStatistic(first, statistic) - seedStatistic(b.filter(both), statistic);
}

/** Which path H2 measures. */
export type KnownDistance = "layerPerStep" | "layerPerCheckpoint";

/**
 * The paper's per-step path of the layer if every distilled and scratch run knows it at every checkpoint: paths of two
 * kinds must not be subtracted. What the samples learned has no say in it.
 */
export function knownDistance(runs: readonly Run[]): KnownDistance {
  return runs
    .filter(({ role }) => role === "distilled" || role === "scratch")
    .every(({ checkpoints }) => checkpoints.every(({ path }) => Number.isFinite(path.layer.perStep)))
    ? "layerPerStep"
    : "layerPerCheckpoint";
}
