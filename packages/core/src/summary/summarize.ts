// Measurements in, the answer for one task and layer out.

import type { Role } from "../contract.ts";
import type { Recipe } from "../entropy-map.ts";
import { ensure } from "../errors.ts";
import { BACKGROUND_REFERENCES, type BackgroundReference, THRESHOLDS } from "../knowledge-points.ts";
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
import { thresholdCurve } from "./curve.ts";
import { engineSummary } from "./engine-summary.ts";
import { hypotheses } from "./hypotheses.ts";
import { measuredNetworks, name, ROLES, type TaskData } from "./measured-network.ts";
import { networkResult } from "./network-result.ts";
import { type PartMetric, partCohort, partNames, partResult } from "./parts.ts";
import { DISTANCES, METRICS, type Metric, sampleMetrics } from "./sample-metrics.ts";
import { trajectories } from "./trajectory.ts";

export interface SummaryOptions {
  /** Recipe of the maps; sets the defaults of the next two. */
  readonly recipe: Recipe;
  /** b, nats. Default 0.5, for `official` 0.2. */
  readonly threshold?: number;
  /** Default "sample", for `official` "data-set". */
  readonly backgroundReference?: BackgroundReference;
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
  const { recipe, threshold = THRESHOLDS[recipe], backgroundReference = BACKGROUND_REFERENCES[recipe] } = options;
  ensure(
    Number.isFinite(threshold),
    "RANGE",
    () => `threshold: expected a number of nats; got ${threshold}; ${THRESHOLDS[recipe]} is usual`,
  );
  const { samples } = data;
  const { networks, exclusions } = measuredNetworks(data);
  const all = contrasts(networks, samples, backgroundReference);
  const { cohort, undefinedMetrics } = metricCohort(all, samples, threshold);
  const parts = partNames(samples).map((part) => ({ part, cohort: partCohort(all, samples, part, threshold) }));
  const intervals = bootstrap(options.bootstrap);
  const every = samples.map((_, s) => s);
  const resultOf = (chosen: readonly number[]): GroupResult => groupResult(cohort, parts, data.runs, chosen, intervals);
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
    bySeed: seedResults(cohort),
    exclusions: [...exclusions, ...undefinedMetrics],
    engine: engineSummary(networks, { recipe, threshold, backgroundReference }),
  };
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
  return { cohort: pairedCohort(cohort), undefinedMetrics };
}

interface PartCohort {
  readonly part: string;
  readonly cohort: readonly SeedColumns<PartMetric>[];
}

function groupResult(
  cohort: readonly SeedColumns<Metric>[],
  parts: readonly PartCohort[],
  runs: readonly Run[],
  chosen: readonly number[],
  intervals: Bootstrap,
): GroupResult {
  const own = restricted(cohort, chosen);
  const roles = ROLES.filter((role) => runs.some((run) => run.role === role));
  const gapBetween = (role: Role): Interval | undefined => {
    const { a, b } = columnPairs(own, role, "scratch", "entropyGap");
    return a.length > 0 ? intervals.difference(a, b, "mean") : undefined;
  };
  const gap = gapBetween("distilled");
  const nullGap = gapBetween("null");
  return {
    samples: chosen.length,
    ...(gap === undefined ? {} : { entropyGapDifference: gap }),
    ...(nullGap === undefined ? {} : { nullEntropyGapDifference: nullGap }),
    networks: Object.fromEntries(roles.map((role) => [role, networkResult(own, role, runs, intervals)])),
    hypotheses: hypotheses(own, intervals),
    parts: Object.fromEntries(
      parts.map(({ part, cohort: each }) => [part, partResult(restricted(each, chosen), intervals)]),
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
