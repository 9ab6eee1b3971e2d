// The six numbers of one network with their intervals.

import type { Role } from "../contract.ts";
import type { Run } from "../measurement.ts";
import { crossedInterval, undefinedInterval } from "../statistics/crossed-interval.ts";
import type { Statistic } from "../statistics/moments.ts";
import { within } from "../statistics/value-range.ts";
import type { Interval, LearningDistance, NetworkResult } from "../task-result.ts";
import { column, type SeedColumns } from "./cohort.ts";
import { metricRange } from "./metric-range.ts";
import { type MetricName, undefinedReason } from "./sample-metrics.ts";

/**
 * All metrics of one role over its seeds; NaN with a reason where a metric is undefined. `reference` is the role whose
 * spread maps are rescaled to.
 */
export function networkResult(
  cohort: readonly SeedColumns<MetricName>[],
  role: Role,
  reference: Role,
  runs: readonly Run[],
): NetworkResult {
  const nothing = (seeds: readonly Float64Array[]): boolean => seeds.every((values) => values.every(Number.isNaN));
  const unmeasured = nothing(column(cohort, role, "spread"));
  const interval = (metric: MetricName, statistic: Statistic = "mean"): Interval => {
    const seeds = column(cohort, role, metric);
    if (seeds.length === 0) return undefinedInterval("not measured");
    if (nothing(seeds))
      return undefinedInterval(unmeasured ? "no sample was measured" : undefinedReason(metric, reference));
    return within(crossedInterval(seeds, statistic), metricRange(metric, statistic));
  };
  const distance = (metric: MetricName): LearningDistance => ({
    mean: interval(metric),
    variance: interval(metric, "variance"),
    standardDeviation: interval(metric, "standardDeviation"),
  });
  const accuracy = accuracies(runs.filter((run) => run.role === role));
  return {
    ...(accuracy === undefined ? {} : { accuracy }),
    foregroundCount: interval("foregroundCount"),
    backgroundCount: interval("backgroundCount"),
    foregroundRatio: interval("foregroundRatio"),
    learningDistance: distance("layerPerStep"),
    learningDistanceBy: {
      layerPerCheckpoint: distance("layerPerCheckpoint"),
      networkPerStep: distance("networkPerStep"),
      networkPerCheckpoint: distance("networkPerCheckpoint"),
      shareOfPath: distance("shareOfPath"),
      steps: distance("steps"),
    },
    stability: interval("stability"),
    entropyGap: interval("entropyGap"),
    atPeak: {
      foregroundCount: interval("atPeak.foregroundCount"),
      backgroundCount: interval("atPeak.backgroundCount"),
      foregroundRatio: interval("atPeak.foregroundRatio"),
    },
    spreadNormalised: {
      foregroundCount: interval("spreadNormalised.foregroundCount"),
      backgroundCount: interval("spreadNormalised.backgroundCount"),
      foregroundRatio: interval("spreadNormalised.foregroundRatio"),
      stability: interval("spreadNormalised.stability"),
    },
    spread: interval("spread"),
    peakTies: interval("peakTies"),
    foregroundRank: interval("foregroundRank"),
    entropyGapOutsideParts: interval("entropyGapOutsideParts"),
    foregroundGain: interval("foregroundGain"),
    backgroundGain: interval("backgroundGain"),
    mapCorrelation: interval("mapCorrelation"),
    rawCounts: {
      foregroundCount: interval("rawCounts.foregroundCount"),
      backgroundCount: interval("rawCounts.backgroundCount"),
      foregroundRatio: interval("rawCounts.foregroundRatio"),
    },
  };
}

/** Accuracy by sample group: one number per seed, so that seeds alone are the unit. */
function accuracies(runs: readonly Run[]): Record<string, Interval> | undefined {
  const groups = [...new Set(runs.flatMap(({ accuracy }) => Object.keys(accuracy ?? {})))];
  if (groups.length === 0) return undefined;
  return Object.fromEntries(
    groups.map((group) => [
      group,
      within(
        crossedInterval(
          runs.map(({ accuracy }) => Float64Array.of(accuracy?.[group] ?? Number.NaN)),
          "mean",
        ),
        metricRange("accuracy"),
      ),
    ]),
  );
}
