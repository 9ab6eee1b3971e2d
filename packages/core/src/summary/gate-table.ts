// What gates are decided on: how far maps can be trusted, and claims counted in other ways. s samples, t checkpoints.

import type { EntropyMap } from "../entropy-map.ts";
import { isLinear } from "../linearity.ts";
import type { SampleInfo } from "../measurement.ts";
import { mean } from "../statistics/moments.ts";
import { columnsOf, pairedCohort, restricted, type SeedColumns } from "./cohort.ts";
import type { Comparison } from "./comparison.ts";
import type { Contrast } from "./contrast.ts";
import type { Counting } from "./counting.ts";
import type { SummaryTable } from "./metric-table.ts";
import { CLAIM_METRICS, type ClaimMetric, claimMetrics, pointCourse } from "./point-course.ts";
import type { MetricName } from "./sample-metrics.ts";

/** How far from b the sign of a claim must hold, nats, in steps of the threshold curve. */
export const THRESHOLD_MARGIN = 0.15;
const THRESHOLD_STEP = 0.05;

/** Of the maps of one sample: means over the last checkpoint alone and over all. Shares are in 0..1. */
const MAP_QUALITIES = ["nonLinearity", "nonLinearShare", "statedError", "boundShare"] as const;

export type MapQuality = (typeof MAP_QUALITIES)[number];

/** Which checkpoints a claim uses. */
export type Moments = "last" | "all";

const QUALITIES = (["last", "all"] as const).flatMap((moments) =>
  MAP_QUALITIES.map((quality) => `${moments}.${quality}` as const),
);

/** A claim's numbers, counted in another way. */
export interface Recount {
  readonly gate: "threshold" | "spread";
  /** b of the recount, nats. */
  readonly threshold: number;
  readonly cohort: readonly SeedColumns<ClaimMetric>[];
}

/** What gates are decided on, of the two compared roles. */
export interface GateTable {
  readonly comparison: Comparison;
  /** b, nats. */
  readonly threshold: number;
  readonly qualities: readonly SeedColumns<`${Moments}.${MapQuality}`>[];
  readonly recounts: readonly Recount[];
  /** Every metric as it is reported. */
  readonly cohort: readonly SeedColumns<MetricName>[];
}

/** The table for all samples; `restrictedGates` takes some of them. */
export function gateTable(
  { all, table: { cohort } }: SummaryTable,
  samples: readonly SampleInfo[],
  { threshold }: Counting,
  comparison: Comparison,
): GateTable {
  const compared = all.filter(({ network: { run } }) => [comparison.treated, comparison.reference].includes(run.role));
  const recount = (at: number, factorOf: (contrast: Contrast) => number): SeedColumns<ClaimMetric>[] =>
    pairedCohort(
      compared.map((contrast) => recounted(contrast, samples, at, factorOf(contrast))),
      comparison,
    );
  const steps = Math.round(THRESHOLD_MARGIN / THRESHOLD_STEP);
  const others = Array.from({ length: 2 * steps + 1 }, (_, k) => rounded(threshold + (k - steps) * THRESHOLD_STEP));
  return {
    comparison,
    threshold,
    qualities: compared.map(({ network: { run, maps } }) => ({
      role: run.role,
      seed: run.seed,
      columns: columnsOf(
        QUALITIES,
        maps.map((course) => course && courseQualities(course)),
      ),
    })),
    recounts: [
      // Below 0 a unit that the layer keeps no better than background would be a point.
      ...others
        .filter((at) => at >= 0 && at !== rounded(threshold))
        .map((at): Recount => ({ gate: "threshold", threshold: at, cohort: recount(at, () => 1) })),
      { gate: "spread", threshold, cohort: recount(threshold, ({ factor }) => factor) },
    ],
    cohort,
  };
}

/** The same on the samples at positions `chosen`. */
export function restrictedGates(table: GateTable, chosen: readonly number[]): GateTable {
  return {
    ...table,
    qualities: restricted(table.qualities, chosen),
    recounts: table.recounts.map((recount) => ({ ...recount, cohort: restricted(recount.cohort, chosen) })),
    cohort: restricted(table.cohort, chosen),
  };
}

function recounted(
  { network: { run }, deviations }: Contrast,
  samples: readonly SampleInfo[],
  threshold: number,
  factor: number,
): SeedColumns<ClaimMetric> {
  const rows = samples.map(({ units }, s) => {
    const own = deviations[s];
    if (own === undefined || !Number.isFinite(factor)) return undefined;
    const scaled = factor === 1 ? own : own.map((each) => each.map((value) => value * factor));
    const course = { units, checkpoints: run.checkpoints, deviations: scaled };
    return claimMetrics(course, pointCourse(course, threshold));
  });
  return { role: run.role, seed: run.seed, columns: columnsOf(CLAIM_METRICS, rows) };
}

function courseQualities(course: readonly EntropyMap[]): Record<`${Moments}.${MapQuality}`, number> {
  const last = qualities(course.slice(-1));
  const all = qualities(course);
  return {
    "last.nonLinearity": last.nonLinearity,
    "last.nonLinearShare": last.nonLinearShare,
    "last.statedError": last.statedError,
    "last.boundShare": last.boundShare,
    "all.nonLinearity": all.nonLinearity,
    "all.nonLinearShare": all.nonLinearShare,
    "all.statedError": all.statedError,
    "all.boundShare": all.boundShare,
  };
}

/** NaN where no map says: `official` stops before its budget is spent and has no non-linearity. */
function qualities(maps: readonly EntropyMap[]): Record<MapQuality, number> {
  const over = (value: (map: EntropyMap) => number): number =>
    mean(maps.map(value).filter((each) => !Number.isNaN(each)));
  return {
    nonLinearity: over(({ nonLinearity }) => nonLinearity),
    nonLinearShare: over(({ nonLinearity }) =>
      Number.isNaN(nonLinearity) ? Number.NaN : Number(!isLinear(nonLinearity)),
    ),
    statedError: over(({ monteCarloError }) => monteCarloError),
    boundShare: over(({ unitsAtBound, entropies }) => unitsAtBound / entropies.length),
  };
}

/** b without the dust of binary fractions. */
function rounded(threshold: number): number {
  return Math.round(threshold * 1e6) / 1e6;
}
