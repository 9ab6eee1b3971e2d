// What each number of a report can be at all.

import type { Statistic } from "../statistics/moments.ts";
import { ANYTHING, differenceRange, type ValueRange } from "../statistics/value-range.ts";

const SHARES: ReadonlySet<string> = new Set([
  "foregroundRatio",
  "stability",
  "foregroundRank",
  "shareOfPath",
  "accuracy",
  "peakTies",
]);
/** Differences of entropies or of counts. */
const FREE: ReadonlySet<string> = new Set([
  "entropyGap",
  "entropyGapOutsideParts",
  "gap",
  "foregroundGain",
  "backgroundGain",
]);

/** Of a metric's mean, or of how it varies; `atPeak.` and the like change nothing. Counts have no upper end here. */
export function metricRange(metric: string, statistic: Statistic = "mean"): ValueRange {
  const name = metric.slice(metric.lastIndexOf(".") + 1);
  if (statistic !== "mean") return { low: 0, high: Number.POSITIVE_INFINITY };
  if (SHARES.has(name)) return { low: 0, high: 1 };
  if (name === "mapCorrelation") return { low: -1, high: 1 };
  return FREE.has(name) ? ANYTHING : { low: 0, high: Number.POSITIVE_INFINITY };
}

/** Of the difference of two networks. */
export function metricDifferenceRange(metric: string, statistic: Statistic = "mean"): ValueRange {
  return differenceRange(metricRange(metric, statistic));
}
