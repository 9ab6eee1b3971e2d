// Every metric of every sample, from which each group of samples takes its own results.

import { ROLES, type Role } from "../contract.ts";
import type { Run, SampleInfo } from "../measurement.ts";
import { crossedDifference, intervalOf } from "../statistics/crossed-interval.ts";
import type { Exclusion, GroupResult, Interval } from "../task-result.ts";
import { columnPairs, columnsOf, pairedCohort, restricted, type SeedColumns } from "./cohort.ts";
import { type Comparison, nullPairOf, type RolePair } from "./comparison.ts";
import { type Contrast, contrasts } from "./contrast.ts";
import type { Counting } from "./counting.ts";
import { type Distance, hypotheses, knownDistance } from "./hypotheses.ts";
import { jointNetworks, type MeasuredNetwork, name, pairedNetworks, type TaskData } from "./measured-network.ts";
import { networkResult } from "./network-result.ts";
import { type PartMetric, partCohort, partNames, partResult } from "./parts.ts";
import { comparedOrigin } from "./path-origins.ts";
import type { RoleTable } from "./role-contrasts.ts";
import { METRICS, type MetricName, sampleMetrics } from "./sample-metrics.ts";

/** A table with what it was computed from. */
export interface SummaryTable {
  readonly table: MetricTable;
  /** The compared networks on the samples of both, and the others. */
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
  comparison: Comparison,
): SummaryTable {
  const { reference } = comparison;
  const networks = pairedNetworks(measured, comparison);
  const all = contrasts(networks, samples, backgroundReference, reference);
  const { cohort, undefinedMetrics } = metricCohort(all, samples, threshold);
  // The null line on samples of its own: those that a treated network defines are no matter of the other two.
  const nulls = contrasts(nullNetworks(measured, nullPairOf(comparison)), samples, backgroundReference, reference);
  const known = measured.map(({ run }) => run);
  const table: MetricTable = {
    comparison,
    cohort: pairedCohort(cohort, comparison),
    nullCohort: metricCohort(nulls, samples, threshold).cohort,
    parts: partNames(samples).map((part) => ({
      part,
      cohort: pairedCohort(partCohort(all, samples, part, threshold), comparison),
      nullCohort: partCohort(nulls, samples, part, threshold),
    })),
    distance: {
      distance: knownDistance(known, comparison),
      origin: comparedOrigin(known, comparison),
    },
    runs,
  };
  return { table, networks, all, undefinedMetrics };
}

/** The reference and null networks, paired with each other; nothing where there is no null network. */
function nullNetworks(networks: readonly MeasuredNetwork[], pair: RolePair | undefined): MeasuredNetwork[] {
  if (pair === undefined || !networks.some(({ run }) => run.role === pair.treated)) return [];
  return pairedNetworks(
    networks.filter(({ run }) => run.role === pair.treated || run.role === pair.reference),
    pair,
  );
}

/**
 * The numbers of some roles alone, for the differences between them: roles in, their table out. A network's numbers are
 * made once for the samples that it keeps, not for every difference that it takes part in. Its maps keep their own spread,
 * since whose they would be given hangs on which networks are compared.
 */
export function roleTables(
  measured: readonly MeasuredNetwork[],
  samples: readonly SampleInfo[],
  { threshold, backgroundReference }: Counting,
): (roles: readonly Role[]) => RoleTable {
  const parts = partNames(samples);
  const known = new Map<string, RoleTable>();
  const alone = (network: MeasuredNetwork): RoleTable => {
    const all = contrasts([network], samples, backgroundReference, network.run.role);
    return {
      cohort: metricCohort(all, samples, threshold).cohort,
      parts: parts.map((part) => ({ part, cohort: partCohort(all, samples, part, threshold) })),
    };
  };
  const numbersOf = (network: MeasuredNetwork): RoleTable => {
    const kept = network.maps.map((course) => (course === undefined ? "-" : "+")).join("");
    const key = `${name(network.run)} ${kept}`;
    const numbers = known.get(key) ?? alone(network);
    known.set(key, numbers);
    return numbers;
  };
  return (roles) => {
    const found = jointNetworks(measured, roles).map(numbersOf);
    return {
      cohort: found.flatMap(({ cohort }) => cohort),
      parts: parts.map((part, k) => ({ part, cohort: found.flatMap((each) => each.parts[k]?.cohort ?? []) })),
    };
  };
}

/** All metrics by network and sample, and the samples that leave one undefined. */
function metricCohort(
  all: readonly Contrast[],
  samples: readonly SampleInfo[],
  threshold: number,
): { cohort: SeedColumns<MetricName>[]; undefinedMetrics: Exclusion[] } {
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
export interface MetricTable {
  readonly comparison: Comparison;
  /** The compared networks on the samples of both, and the others. */
  readonly cohort: readonly SeedColumns<MetricName>[];
  /** The reference and null networks alone. */
  readonly nullCohort: readonly SeedColumns<MetricName>[];
  readonly parts: readonly {
    readonly part: string;
    readonly cohort: readonly SeedColumns<PartMetric>[];
    readonly nullCohort: readonly SeedColumns<PartMetric>[];
  }[];
  readonly distance: Distance;
  readonly runs: readonly Run[];
}

/** The answer on the samples at positions `chosen`. */
export function groupResult(table: MetricTable, chosen: readonly number[]): GroupResult {
  const { comparison, parts, runs } = table;
  const nullPair = nullPairOf(comparison);
  const own = restricted(table.cohort, chosen);
  const nullOwn = restricted(table.nullCohort, chosen);
  const roles = ROLES.filter((role) => runs.some((run) => run.role === role));
  const gapBetween = (cohort: readonly SeedColumns<MetricName>[], pair: RolePair): Interval | undefined => {
    const { a, b } = columnPairs(cohort, pair, "entropyGap");
    return a.length > 0 ? intervalOf(crossedDifference(a, b, "mean")) : undefined;
  };
  const gap = gapBetween(own, comparison);
  const nullGap = nullPair === undefined ? undefined : gapBetween(nullOwn, nullPair);
  return {
    samples: chosen.length,
    ...(gap === undefined ? {} : { entropyGapDifference: gap }),
    ...(nullGap === undefined ? {} : { nullEntropyGapDifference: nullGap }),
    networks: Object.fromEntries(roles.map((role) => [role, networkResult(own, role, comparison.reference, runs)])),
    hypotheses: hypotheses(own, nullOwn, comparison, table.distance),
    parts: Object.fromEntries(
      parts.map(({ part, cohort, nullCohort }) => [
        part,
        partResult(restricted(cohort, chosen), restricted(nullCohort, chosen), comparison),
      ]),
    ),
  };
}
