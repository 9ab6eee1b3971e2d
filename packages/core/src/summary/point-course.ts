// What the points of one sample come to over its checkpoints: every number that hangs on the threshold.

import type { Unit } from "../contract.ts";
import { knowledgePoints } from "../knowledge-points.ts";
import { countPoints, foregroundRatio, type PointCount } from "../metrics/quantity.ts";
import { distanceAt, type PathPoint, type Peak, type PeakDistance, peakOf } from "../metrics/speed.ts";
import { stability } from "../metrics/stability.ts";

/** One sample of one network. */
export interface Deviations {
  readonly units: readonly Unit[];
  /** `[t]`, the same list for paths and deviations. */
  readonly checkpoints: readonly PathPoint[];
  /** `[t][n]` H̄ − H_i, nats. */
  readonly deviations: readonly Float64Array[];
}

/** The points of one sample over its checkpoints `[t]`. */
export interface PointCourse {
  /** `[t][n]` */
  readonly sets: readonly Uint8Array[];
  /** `[t]` outside named parts. */
  readonly counts: readonly PointCount[];
  /** Of the foreground count. */
  readonly peak: Peak;
  /** Whether there ever was a foreground point. */
  readonly learned: boolean;
}

/** The points of a course at one threshold, nats. */
export function pointCourse({ units, deviations }: Deviations, threshold: number): PointCourse {
  const sets = deviations.map((each) => knowledgePoints(each, units, threshold));
  const counts = sets.map((points) => countPoints(points, units));
  const peak = peakOf(counts.map(({ foreground }) => foreground));
  return { sets, counts, peak, learned: counts[peak.index]!.foreground > 0 };
}

/** The numbers that claims are about. */
export const CLAIM_METRICS = [
  "foregroundCount",
  "backgroundCount",
  "foregroundRatio",
  "layerPerStep",
  "layerPerCheckpoint",
  "networkPerStep",
  "networkPerCheckpoint",
  "shareOfPath",
  "steps",
  "stability",
] as const;

export type ClaimMetric = (typeof CLAIM_METRICS)[number];

/**
 * The numbers that claims are about, of one sample. Distances are NaN for a sample that never has a foreground point.
 *
 * Differs: the paper's code takes checkpoint 0 as the peak of such a sample and its distance 0 enters the mean.
 */
export function claimMetrics(
  { units, checkpoints }: Pick<Deviations, "units" | "checkpoints">,
  { sets, counts, peak, learned }: PointCourse,
): Record<ClaimMetric, number> {
  const last = counts.at(-1)!;
  const distance = distanceAt(checkpoints, peak.index);
  const onceLearned = (name: keyof PeakDistance): number => (learned ? distance[name] : Number.NaN);
  return {
    foregroundCount: last.foreground,
    backgroundCount: last.background,
    foregroundRatio: foregroundRatio(last),
    layerPerStep: onceLearned("layerPerStep"),
    layerPerCheckpoint: onceLearned("layerPerCheckpoint"),
    networkPerStep: onceLearned("networkPerStep"),
    networkPerCheckpoint: onceLearned("networkPerCheckpoint"),
    shareOfPath: onceLearned("shareOfPath"),
    steps: onceLearned("steps"),
    stability: stability(sets, units),
  };
}
