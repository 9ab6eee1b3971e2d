// Measurements in, the answer for one task and layer out.

import type { Role } from "../contract.ts";
import type { Run, SampleInfo } from "../measurement.ts";
import { type Bootstrap, type BootstrapOptions, bootstrap } from "../statistics/bootstrap.ts";
import type { Exclusion, GroupResult, Interval, SeedResult, TaskResult } from "../task-result.ts";
import {
  columnOf,
  columnPairs,
  columnsOf,
  pairedCohort,
  restricted,
  type SeedColumns,
  seedStatistic,
} from "./cohort.ts";
import { type Contrast, contrasts } from "./contrast.ts";
import { type CountingOptions, countingOf } from "./counting.ts";
import { thresholdCurve } from "./curve.ts";
import { engineSummary } from "./engine-summary.ts";
import { hypotheses, type KnownDistance, knownDistance } from "./hypotheses.ts";
import {
  type MeasuredNetwork,
  measuredNetworks,
  name,
  pairedWithScratch,
  ROLES,
  type TaskData,
} from "./measured-network.ts";
import { networkResult } from "./network-result.ts";
import { type PartMetric, partCohort, partNames, partResult } from "./parts.ts";
import { DISTANCES, METRICS, type Metric, sampleMetrics } from "./sample-metrics.ts";
import { trajectories } from "./trajectory.ts";

export interface SummaryOptions extends CountingOptions {
  readonly bootstrap?: BootstrapOptions;
  /** Of the result. Default `task@layer`. */
  readonly id?: string;
}

/**
 * The whole answer for one task and layer: metrics of every network with intervals, hypotheses with verdicts, the parts,
 * the same per group of samples, threshold curve, trajectories, numbers by seed, exclusions and what the engine spent.
 *
 * Sums run in Float64 in the order of `samples`, roles and seeds: the order in which measurements arrive changes no bit.
 *
 * @throws StillpointError INPUT or SHAPE when measurements, samples and runs do not fit (see `measuredNetworks`); RANGE
 * for a threshold that is not a number.
 */
export function summarize(data: TaskData, options: SummaryOptions): TaskResult {
  const counting = countingOf(options);
  const { threshold, backgroundReference } = counting;
  const { samples } = data;
  const { networks: measured, exclusions } = measuredNetworks(data);
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
    runs: data.runs,
  };
  const intervals = bootstrap(options.bootstrap);
  const every = samples.map((_, s) => s);
  const resultOf = (chosen: readonly number[]): GroupResult => groupResult(table, chosen, intervals);
  const groups = [...new Set(samples.map(({ group }) => group))];
  return {
    id: options.id ?? `${data.task}@${data.layer}`,
    modality: data.modality,
    layer: data.layer,
    checkpoints: checkpointSteps(data.runs),
    ...resultOf(every),
    groups: Object.fromEntries(
      groups.map((group) => [group, resultOf(every.filter((s) => samples[s]!.group === group))]),
    ),
    curve: thresholdCurve(all, samples),
    trajectories: trajectories(all, samples, threshold),
    bySeed: seedResults(table.cohort),
    exclusions: [...exclusions, ...undefinedMetrics],
    engine: engineSummary(networks, counting),
  };
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
interface Table {
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

function groupResult(table: Table, chosen: readonly number[], intervals: Bootstrap): GroupResult {
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

/** Means over samples of every metric, and of distances the population variance too as `<metric>.variance`. */
function seedResults(cohort: readonly SeedColumns<Metric>[]): SeedResult[] {
  const seeds = [...new Set(cohort.map(({ seed }) => seed))].sort((a, b) => a - b);
  return seeds.map((seed) => ({
    seed,
    networks: Object.fromEntries(
      cohort
        .filter((each) => each.seed === seed)
        .map(({ role, columns }) => [
          role,
          Object.fromEntries([
            ...METRICS.map((metric) => [metric, seedStatistic(columnOf(columns, metric), "mean")] as const),
            ...DISTANCES.map(
              (metric) => [`${metric}.variance`, seedStatistic(columnOf(columns, metric), "variance")] as const,
            ),
          ]),
        ]),
    ),
  }));
}

/** The steps that the compared networks share; a lone teacher's where nothing else ran. */
function checkpointSteps(runs: readonly Run[]): number[] {
  const run = runs.find(({ role }) => role !== "teacher") ?? runs[0];
  return run?.checkpoints.map(({ step }) => step) ?? [];
}
