// Measurements in, the answer for one task and layer out.

import type { Run } from "../measurement.ts";
import type { GroupResult, SeedResult, TaskResult } from "../task-result.ts";
import { columnOf, type SeedColumns, seedStatistic } from "./cohort.ts";
import { comparisonOf } from "./comparison.ts";
import { type CountingOptions, countingOf } from "./counting.ts";
import { thresholdCurve } from "./curve.ts";
import { engineSummary } from "./engine-summary.ts";
import { atEqualAccuracy } from "./equal-accuracy.ts";
import { gateTable } from "./gate-table.ts";
import { gatedResult } from "./gates.ts";
import { measuredNetworks, type TaskData } from "./measured-network.ts";
import { groupResult, type MetricTable, roleTables, summaryTable } from "./metric-table.ts";
import { originsByRole } from "./path-origins.ts";
import { contrastPairs, decompositionRoles, decompositions, roleContrasts } from "./role-contrasts.ts";
import { DISTANCES, METRICS, type MetricName } from "./sample-metrics.ts";
import { boundResult, settled, underSecondBound } from "./second-bound.ts";
import { trajectories } from "./trajectory.ts";

export interface SummaryOptions extends CountingOptions {
  /** Of the result. Default `task@layer`. */
  readonly id?: string;
}

/**
 * The whole answer for one task and layer: metrics of every network with intervals, hypotheses with verdicts, the parts,
 * the same per group of samples, threshold curve, trajectories, numbers by seed, exclusions and what the engine spent.
 * Where maps carry a second upper bound, metrics and hypotheses under it too, and verdicts that hold under both. A verdict
 * that the maps cannot carry is withheld, see `gatesOf`.
 *
 * Verdicts are of this result alone; `adjustedResults` makes them those of a report.
 *
 * Differences, verdicts and parts are treated − reference of `options.comparison`; which networks are listed and summed is
 * none of its business.
 *
 * Sums run in Float64 in the order of `samples`, roles and seeds: the order in which measurements arrive changes no bit.
 *
 * @throws StillpointError INPUT or SHAPE when measurements, samples and runs do not fit (see `measuredNetworks`) or only
 * some maps carry a second bound; RANGE for a threshold that is not a number; USAGE for a comparison of a role with itself.
 */
export function summarize(data: TaskData, options: SummaryOptions): TaskResult {
  const counting = countingOf(options);
  const comparison = comparisonOf(options.comparison);
  const { threshold } = counting;
  const { samples } = data;
  const { networks: measured, exclusions } = measuredNetworks(data);
  const first = summaryTable(measured, data, counting, comparison);
  const second = underSecondBound(measured);
  const other = second === undefined ? undefined : summaryTable(second.networks, data, counting, comparison);
  const every = samples.map((_, s) => s);
  const resultOf = (chosen: readonly number[], table: MetricTable = first.table): GroupResult =>
    groupResult(table, chosen);
  const gates = gateTable(first, samples, counting, comparison);
  /** With verdicts that hold under both bounds, behind their gates. */
  const settledOf = (chosen: readonly number[]): GroupResult =>
    gatedResult(
      other === undefined ? resultOf(chosen) : settled(resultOf(chosen), resultOf(chosen, other.table)),
      gates,
      chosen,
    );
  const secondResult =
    other && gatedResult(resultOf(every, other.table), gateTable(other, samples, counting, comparison), every);
  const { distance } = first.table.distance;
  const tableOf = roleTables(measured, samples, counting);
  const three = decompositionRoles(comparison);
  const decomposition = three === undefined ? [] : decompositions(tableOf(three), three, distance);
  const equalAccuracy = contrastPairs(comparison).flatMap((pair) =>
    atEqualAccuracy(measured, pair, (stopped) => roleTables(stopped, samples, counting), distance),
  );
  const pathOrigins = originsByRole(measured.map(({ run }) => run));
  const groups = [...new Set(samples.map(({ group }) => group))];
  return {
    id: options.id ?? `${data.task}@${data.layer}`,
    modality: data.modality,
    layer: data.layer,
    checkpoints: checkpointSteps(data.runs),
    ...settledOf(every),
    groups: Object.fromEntries(
      groups.map((group) => [group, settledOf(every.filter((s) => samples[s]!.group === group))]),
    ),
    curve: thresholdCurve(first.all, samples, comparison),
    trajectories: trajectories(first.all, samples, threshold),
    ...(pathOrigins === undefined ? {} : { pathOrigins }),
    bySeed: seedResults(first.table.cohort),
    exclusions: [...exclusions, ...first.undefinedMetrics],
    engine: engineSummary(first.networks, counting),
    contrasts: contrastPairs(comparison).flatMap((pair) =>
      roleContrasts(tableOf([pair.treated, pair.reference]), pair, distance),
    ),
    ...(decomposition.length === 0 ? {} : { decomposition }),
    ...(equalAccuracy.length === 0 ? {} : { equalAccuracy }),
    ...(second === undefined || secondResult === undefined ? {} : { atSecondBound: boundResult(second, secondResult) }),
  };
}

/** Means over samples of every metric, and of distances the population variance too as `<metric>.variance`. */
function seedResults(cohort: readonly SeedColumns<MetricName>[]): SeedResult[] {
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
