// Every metric of every sample, from which each group of samples takes its own results.

import type { Role } from "../contract.ts";
import type { Run, SampleInfo } from "../measurement.ts";
import type { Bootstrap } from "../statistics/bootstrap.ts";
import type { Exclusion, GroupResult, Interval } from "../task-result.ts";
import { columnPairs, columnsOf, pairedCohort, restricted, type SeedColumns } from "./cohort.ts";
import { type Contrast, contrasts } from "./contrast.ts";
import type { Counting } from "./counting.ts";
import { hypotheses, type KnownDistance, knownDistance } from "./hypotheses.ts";
import { type MeasuredNetwork, name, pairedWithScratch, ROLES, type TaskData } from "./measured-network.ts";
import { networkResult } from "./network-result.ts";
import { type PartMetric, partCohort, partNames, partResult } from "./parts.ts";
import { METRICS, type Metric, sampleMetrics } from "./sample-metrics.ts";

/** A table with what it was computed from. */
export interface SummaryTable {
  readonly table: Table;
  /** Distilled and scratch networks on the samples of both, and the others. */
  readonly networks: readonly MeasuredNetwork[];
  /** Their maps relative to the background. */
  readonly all: readonly Contrast[];
  readonly undefinedMetrics: readonly Exclusion[];
}

/** Every metric of the measured networks, sample by sample. */
export function summaryTable(
  measured: readonly MeasuredNetwork[],
  { samples, runs }: TaskData,
  { threshold, backgroundReference }: Counting,
): SummaryTable {
  const networks = pairedWithScratch(measured, "distilled");
  const all = contrasts(networks, samples, backgroundReference);
  const { cohort, undefinedMetrics } = metricCohort(all, samples, threshold);
  // The null line on samples of its own: those that a student defines are no matter of two scratch networks.
  const nulls = contrasts(nullPair(measured), samples, backgroundReference);
  const table: Table = {
    cohort: pairedCohort(cohort),
    nullCohort: metricCohort(nulls, samples, threshold).cohort,
    parts: partNames(samples).map((part) => ({
      part,
      cohort: pairedCohort(partCohort(all, samples, part, threshold)),
      nullCohort: partCohort(nulls, samples, part, threshold),
    })),
    distance: knownDistance(measured.map(({ run }) => run)),
    runs,
  };
  return { table, networks, all, undefinedMetrics };
}

/** The scratch and null networks, paired with each other; nothing where there is no null network. */
function nullPair(networks: readonly MeasuredNetwork[]): MeasuredNetwork[] {
  if (!networks.some(({ run }) => run.role === "null")) return [];
  return pairedWithScratch(
    networks.filter(({ run }) => run.role === "null" || run.role === "scratch"),
    "null",
  );
}

/** All metrics by network and sample, and the samples that leave one undefined. */
function metricCohort(
  all: readonly Contrast[],
  samples: readonly SampleInfo[],
  threshold: number,
): { cohort: SeedColumns<Metric>[]; undefinedMetrics: Exclusion[] } {
  const undefinedMetrics: Exclusion[] = [];
  const cohort = all.map(({ network: { run, maps }, deviations, factor }) => {
    const rows = samples.map(({ id, units }, s) => {
      const course = maps[s];
      if (course === undefined) return undefined;
      const metrics = sampleMetrics(
        { units, checkpoints: run.checkpoints, maps: course, deviations: deviations[s]!, factor },
        threshold,
      );
      for (const reason of metrics.undefinedReasons)
        undefinedMetrics.push({ sample: id, reason: `${reason} (${name(run)})` });
      return metrics.values;
    });
    return { role: run.role, seed: run.seed, columns: columnsOf(METRICS, rows) };
  });
  return { cohort, undefinedMetrics };
}

/** Numbers of all samples, from which each group takes its own. */
export interface Table {
  /** Distilled and scratch networks on the samples of both, and the others. */
  readonly cohort: readonly SeedColumns<Metric>[];
  /** The scratch and null networks alone. */
  readonly nullCohort: readonly SeedColumns<Metric>[];
  readonly parts: readonly {
    readonly part: string;
    readonly cohort: readonly SeedColumns<PartMetric>[];
    readonly nullCohort: readonly SeedColumns<PartMetric>[];
  }[];
  readonly distance: KnownDistance;
  readonly runs: readonly Run[];
}

/** The answer on the samples at positions `chosen`. */
export function groupResult(table: Table, chosen: readonly number[], intervals: Bootstrap): GroupResult {
  const { parts, runs } = table;
  const own = restricted(table.cohort, chosen);
  const nullOwn = restricted(table.nullCohort, chosen);
  const roles = ROLES.filter((role) => runs.some((run) => run.role === role));
  const gapBetween = (cohort: readonly SeedColumns<Metric>[], role: Role): Interval | undefined => {
    const { a, b } = columnPairs(cohort, role, "scratch", "entropyGap");
    return a.length > 0 ? intervals.difference(a, b, "mean") : undefined;
  };
  const gap = gapBetween(own, "distilled");
  const nullGap = gapBetween(nullOwn, "null");
  return {
    samples: chosen.length,
    ...(gap === undefined ? {} : { entropyGapDifference: gap }),
    ...(nullGap === undefined ? {} : { nullEntropyGapDifference: nullGap }),
    networks: Object.fromEntries(roles.map((role) => [role, networkResult(own, role, runs, intervals)])),
    hypotheses: hypotheses(own, nullOwn, table.distance, intervals),
    parts: Object.fromEntries(
      parts.map(({ part, cohort, nullCohort }) => [
        part,
        partResult(restricted(cohort, chosen), restricted(nullCohort, chosen), intervals),
      ]),
    ),
  };
}
