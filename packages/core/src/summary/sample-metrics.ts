// Every metric of one sample of one network, as numbers in a row. t checkpoints.

import type { Role, Unit } from "../contract.ts";
import type { EntropyMap } from "../entropy-map.ts";
import { knowledgePoints } from "../knowledge-points.ts";
import { entropyGap } from "../metrics/entropy-gap.ts";
import { countPoints, foregroundRatio } from "../metrics/quantity.ts";
import { distanceAt, type PathPoint, peakOf } from "../metrics/speed.ts";
import { spread } from "../metrics/spread.ts";
import { stability } from "../metrics/stability.ts";

/** Every metric of a sample. Keys with a dot are a metric under another condition. */
export const METRICS = [
  "foregroundCount",
  "backgroundCount",
  "foregroundRatio",
  "atPeak.foregroundCount",
  "atPeak.backgroundCount",
  "atPeak.foregroundRatio",
  "spreadNormalised.foregroundCount",
  "spreadNormalised.backgroundCount",
  "spreadNormalised.foregroundRatio",
  "spreadNormalised.stability",
  "layerPerStep",
  "layerPerCheckpoint",
  "networkPerStep",
  "networkPerCheckpoint",
  "shareOfPath",
  "steps",
  "stability",
  "entropyGap",
  "spread",
  "peakTies",
] as const;

export type MetricName = (typeof METRICS)[number];

/** Those that are a distance in weight space or time, whose variance is reported too. */
export const DISTANCES: readonly MetricName[] = [
  "layerPerStep",
  "layerPerCheckpoint",
  "networkPerStep",
  "networkPerCheckpoint",
  "shareOfPath",
  "steps",
];

/** Why a metric has no value for any sample; `reference` is the role whose spread maps are rescaled to. */
export function undefinedReason(metric: MetricName, reference: Role): string {
  const reason = UNDEFINED_REASONS[metric];
  return typeof reason === "string" ? reason : reason(reference);
}

const noSpread = (reference: Role): string => `no ${reference} network to take the spread from, or the maps are flat`;

const UNDEFINED_REASONS: Readonly<Record<MetricName, string | ((reference: Role) => string)>> = {
  foregroundCount: "no sample was measured",
  backgroundCount: "no sample was measured",
  foregroundRatio: "no sample has a knowledge point at the last checkpoint",
  "atPeak.foregroundCount": "no sample was measured",
  "atPeak.backgroundCount": "no sample was measured",
  "atPeak.foregroundRatio": "no sample has a knowledge point at its peak",
  "spreadNormalised.foregroundCount": noSpread,
  "spreadNormalised.backgroundCount": noSpread,
  "spreadNormalised.foregroundRatio": "no spread to normalise by, or no sample has a knowledge point then",
  "spreadNormalised.stability": "no spread to normalise by, or no sample ever has a foreground point then",
  layerPerStep: "the layer's per-step path is not known, or no sample ever has a foreground point",
  layerPerCheckpoint: "the layer's path is not known, or no sample ever has a foreground point",
  networkPerStep: "the network's per-step path is not known, or no sample ever has a foreground point",
  networkPerCheckpoint: "the network's path is not known, or no sample ever has a foreground point",
  shareOfPath: "the layer never moved, its path is not known, or no sample ever has a foreground point",
  steps: "no sample ever has a foreground point",
  stability: "no sample has a foreground point at any checkpoint",
  entropyGap: "no sample was measured",
  spread: "no sample was measured",
  peakTies: "no sample ever has a foreground point",
};

/** What one sample gives, and the metrics that it leaves undefined for a reason of its own. */
export interface SampleMetrics {
  readonly values: Readonly<Record<MetricName, number>>;
  readonly undefinedReasons: readonly string[];
}

export interface SampleCourse {
  readonly units: readonly Unit[];
  /** `[t]`, the same list for paths, maps and deviations. */
  readonly checkpoints: readonly PathPoint[];
  readonly maps: readonly EntropyMap[];
  /** `[t][n]` H̄ − H_i, nats. */
  readonly deviations: readonly Float64Array[];
  /** Spread factor. */
  readonly factor: number;
}

/**
 * All metrics of one sample at one threshold (nats). Distances are NaN for a sample that never has a foreground point.
 *
 * Differs: the paper's code takes checkpoint 0 as the peak of such a sample and its distance 0 enters the mean.
 */
export function sampleMetrics(
  { units, checkpoints, maps, deviations, factor }: SampleCourse,
  threshold: number,
): SampleMetrics {
  const sets = deviations.map((each) => knowledgePoints(each, units, threshold));
  const counts = sets.map((points) => countPoints(points, units));
  const peak = peakOf(counts.map(({ foreground }) => foreground));
  const last = counts.at(-1)!;
  const atPeak = counts[peak.index]!;
  const learned = atPeak.foreground > 0;
  const distance = distanceAt(checkpoints, peak.index);
  const onceLearned = (value: number): number => (learned ? value : Number.NaN);
  const finite = Number.isFinite(factor);
  const normalisedSets = finite
    ? deviations.map((each) =>
        knowledgePoints(
          each.map((value) => value * factor),
          units,
          threshold,
        ),
      )
    : [];
  const normalised = finite
    ? countPoints(normalisedSets.at(-1)!, units)
    : { foreground: Number.NaN, background: Number.NaN };
  const entropies = maps.at(-1)!.entropies;
  const values: Record<MetricName, number> = {
    foregroundCount: last.foreground,
    backgroundCount: last.background,
    foregroundRatio: foregroundRatio(last),
    "atPeak.foregroundCount": atPeak.foreground,
    "atPeak.backgroundCount": atPeak.background,
    "atPeak.foregroundRatio": foregroundRatio(atPeak),
    "spreadNormalised.foregroundCount": normalised.foreground,
    "spreadNormalised.backgroundCount": normalised.background,
    "spreadNormalised.foregroundRatio": foregroundRatio(normalised),
    "spreadNormalised.stability": stability(normalisedSets, units),
    layerPerStep: onceLearned(distance.layerPerStep),
    layerPerCheckpoint: onceLearned(distance.layerPerCheckpoint),
    networkPerStep: onceLearned(distance.networkPerStep),
    networkPerCheckpoint: onceLearned(distance.networkPerCheckpoint),
    shareOfPath: onceLearned(distance.shareOfPath),
    steps: onceLearned(distance.steps),
    stability: stability(sets, units),
    entropyGap: entropyGap(entropies, units),
    spread: spread(entropies, units),
    peakTies: onceLearned(peak.tied ? 1 : 0),
  };
  const reasons: string[] = [];
  if (Number.isNaN(values.foregroundRatio)) reasons.push("foregroundRatio: no knowledge point at the last checkpoint");
  if (Number.isNaN(values["atPeak.foregroundRatio"]))
    reasons.push("atPeak.foregroundRatio: no knowledge point at the peak");
  if (!learned) reasons.push("learningDistance, stability: no foreground point at any checkpoint");
  if (finite && Number.isNaN(values["spreadNormalised.foregroundRatio"]))
    reasons.push("spreadNormalised.foregroundRatio: no knowledge point at the last checkpoint");
  if (finite && Number.isNaN(values["spreadNormalised.stability"]))
    reasons.push("spreadNormalised.stability: no foreground point at any checkpoint");
  return { values, undefinedReasons: reasons };
}
