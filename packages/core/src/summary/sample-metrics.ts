// Every metric of one sample of one network, as numbers in a row. t checkpoints.

import type { Role } from "../contract.ts";
import type { EntropyMap } from "../entropy-map.ts";
import { entropyGap, entropyGapOutsideParts } from "../metrics/entropy-gap.ts";
import { foregroundRatio, rawCount } from "../metrics/quantity.ts";
import { foregroundRank } from "../metrics/rank.ts";
import { mapCorrelation, pointsGained, startsUntrained } from "../metrics/since-start.ts";
import { spread } from "../metrics/spread.ts";
import { claimMetrics, type Deviations, pointCourse } from "./point-course.ts";

/**
 * Every metric of a sample. Keys with a dot are a metric under another condition. Counts and what is made of them leave
 * named parts out; `rawCounts` holds them with the parts. `entropyGap` and `spread` are over all of a map but its border.
 */
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
  "entropyGapOutsideParts",
  "foregroundRank",
  "foregroundGain",
  "backgroundGain",
  "mapCorrelation",
  "rawCounts.foregroundCount",
  "rawCounts.backgroundCount",
  "rawCounts.foregroundRatio",
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

/** Why a metric has no value for any measured sample; `reference` is the role whose spread maps are rescaled to. */
export function undefinedReason(metric: MetricName, reference: Role): string {
  const reason = UNDEFINED_REASONS[metric];
  return typeof reason === "string" ? reason : reason(reference);
}

const noSpread = (reference: Role): string => `no ${reference} network to take the spread from, or the maps are flat`;

const NO_SAMPLE = "no sample was measured";

/** A difference is over samples that both networks define. */
const NO_POINTS = "no sample has a knowledge point at the last checkpoint in every network that is compared";

const ONLY_PARTS = "every unit of a region is of a named part, in all samples";

const NO_START = "the first checkpoint is not step 0, or there is only one";

const UNDEFINED_REASONS: Readonly<Record<MetricName, string | ((reference: Role) => string)>> = {
  foregroundCount: ONLY_PARTS,
  backgroundCount: ONLY_PARTS,
  foregroundRatio: NO_POINTS,
  "atPeak.foregroundCount": ONLY_PARTS,
  "atPeak.backgroundCount": ONLY_PARTS,
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
  entropyGap: NO_SAMPLE,
  spread: NO_SAMPLE,
  peakTies: "no sample ever has a foreground point",
  entropyGapOutsideParts: ONLY_PARTS,
  foregroundRank: ONLY_PARTS,
  foregroundGain: NO_START,
  backgroundGain: NO_START,
  mapCorrelation: `${NO_START}, or the maps are flat`,
  "rawCounts.foregroundCount": NO_SAMPLE,
  "rawCounts.backgroundCount": NO_SAMPLE,
  "rawCounts.foregroundRatio": NO_POINTS,
};

/** What one sample gives, and the metrics that it leaves undefined for a reason of its own. */
export interface SampleMetrics {
  readonly values: Readonly<Record<MetricName, number>>;
  readonly undefinedReasons: readonly string[];
}

export interface SampleCourse extends Deviations {
  /** `[t]` */
  readonly maps: readonly EntropyMap[];
  /** Spread factor. */
  readonly factor: number;
}

/** All metrics of one sample at one threshold (nats). */
export function sampleMetrics(course: SampleCourse, threshold: number): SampleMetrics {
  const { units, checkpoints, maps, deviations, factor } = course;
  const points = pointCourse(course, threshold);
  const { counts, peak, learned } = points;
  const claimed = claimMetrics(course, points);
  const atPeak = counts[peak.index]!;
  const raw = rawCount(points.sets.at(-1)!, units);
  const finite = Number.isFinite(factor);
  const scaled = (): Deviations => ({ ...course, deviations: deviations.map((each) => each.map((d) => d * factor)) });
  const normalised = finite ? claimMetrics(course, pointCourse(scaled(), threshold)) : undefined;
  const first = maps[0]!.entropies;
  const entropies = maps.at(-1)!.entropies;
  const values: Record<MetricName, number> = {
    ...claimed,
    "atPeak.foregroundCount": atPeak.foreground,
    "atPeak.backgroundCount": atPeak.background,
    "atPeak.foregroundRatio": foregroundRatio(atPeak),
    "spreadNormalised.foregroundCount": normalised?.foregroundCount ?? Number.NaN,
    "spreadNormalised.backgroundCount": normalised?.backgroundCount ?? Number.NaN,
    "spreadNormalised.foregroundRatio": normalised?.foregroundRatio ?? Number.NaN,
    "spreadNormalised.stability": normalised?.stability ?? Number.NaN,
    entropyGap: entropyGap(entropies, units),
    spread: spread(entropies, units),
    peakTies: learned ? Number(peak.tied) : Number.NaN,
    entropyGapOutsideParts: entropyGapOutsideParts(entropies, units),
    foregroundRank: foregroundRank(entropies, units),
    foregroundGain: pointsGained(
      counts.map(({ foreground }) => foreground),
      checkpoints,
    ),
    backgroundGain: pointsGained(
      counts.map(({ background }) => background),
      checkpoints,
    ),
    mapCorrelation: startsUntrained(checkpoints) ? mapCorrelation(first, entropies, units) : Number.NaN,
    "rawCounts.foregroundCount": raw.foreground,
    "rawCounts.backgroundCount": raw.background,
    "rawCounts.foregroundRatio": foregroundRatio(raw),
  };
  return {
    values,
    undefinedReasons: undefinedReasons(values, { learned, finite, started: startsUntrained(checkpoints) }),
  };
}

/** What a sample leaves undefined for a reason of its own; what its network leaves undefined for all is none. */
function undefinedReasons(
  values: Readonly<Record<MetricName, number>>,
  { learned, finite, started }: { readonly learned: boolean; readonly finite: boolean; readonly started: boolean },
): string[] {
  const missing = (metric: MetricName): boolean => Number.isNaN(values[metric]);
  const reasons: string[] = [];
  for (const region of ["foreground", "background"] as const)
    if (missing(`${region}Count`)) reasons.push(`${region}Count: every ${region} unit is of a named part`);
  const counted = reasons.length === 0;
  if (counted && missing("foregroundRatio")) reasons.push("foregroundRatio: no knowledge point at the last checkpoint");
  if (counted && missing("atPeak.foregroundRatio"))
    reasons.push("atPeak.foregroundRatio: no knowledge point at the peak");
  if (!missing("foregroundCount") && !learned)
    reasons.push("learningDistance, stability: no foreground point at any checkpoint");
  if (counted && finite && missing("spreadNormalised.foregroundRatio"))
    reasons.push("spreadNormalised.foregroundRatio: no knowledge point at the last checkpoint");
  if (!missing("foregroundCount") && finite && missing("spreadNormalised.stability"))
    reasons.push("spreadNormalised.stability: no foreground point at any checkpoint");
  if (missing("rawCounts.foregroundRatio"))
    reasons.push("rawCounts.foregroundRatio: no knowledge point at the last checkpoint");
  if (started && missing("mapCorrelation")) reasons.push("mapCorrelation: the first or the last map is flat");
  return reasons;
}
