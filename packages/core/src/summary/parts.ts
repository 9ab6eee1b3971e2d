// Knowledge on a named part of the input, such as a distractor.

import { ROLES } from "../contract.ts";
import { knowledgePoints } from "../knowledge-points.ts";
import type { SampleInfo } from "../measurement.ts";
import { partEntropyGap, partMask } from "../metrics/entropy-gap.ts";
import { crossedDifference, crossedInterval, intervalOf, undefinedInterval } from "../statistics/crossed-interval.ts";
import { within } from "../statistics/value-range.ts";
import type { Interval, PartResult } from "../task-result.ts";
import { column, columnOf, columnPairs, columnsOf, type SeedColumns } from "./cohort.ts";
import { type Comparison, nullPairOf, type RolePair } from "./comparison.ts";
import type { Contrast } from "./contrast.ts";
import { metricRange } from "./metric-range.ts";

/** Of one sample: counted units of the part, points on them, and how much better the foreground is kept (nats). */
const PART_METRICS = ["units", "points", "gap"] as const;

export type PartMetric = (typeof PART_METRICS)[number];

/** Names of all parts that have a counted unit, sorted. */
export function partNames(samples: readonly SampleInfo[]): string[] {
  const names = samples.flatMap(({ units }) =>
    units.flatMap(({ part, region }) => (part === undefined || region === "border" ? [] : [part])),
  );
  return [...new Set(names)].sort();
}

/** Part metrics at the last checkpoint by network, seed and sample; samples without the part are left out. */
export function partCohort(
  all: readonly Contrast[],
  samples: readonly SampleInfo[],
  part: string,
  threshold: number,
): SeedColumns<PartMetric>[] {
  return all.map(({ network, deviations }) => {
    const rows = samples.map(({ units }, s) => {
      const mask = partMask(units, part);
      const size = mask.reduce((sum, inside) => sum + inside, 0);
      const course = network.maps[s];
      if (course === undefined || size === 0) return undefined;
      const points = knowledgePoints(deviations[s]!.at(-1)!, units, threshold);
      return {
        units: size,
        points: points.reduce((sum, point, i) => sum + point * mask[i]!, 0),
        gap: partEntropyGap(course.at(-1)!.entropies, units, part),
      };
    });
    return { role: network.run.role, seed: network.run.seed, columns: columnsOf(PART_METRICS, rows) };
  });
}

/**
 * One part over all roles, with the treated − reference differences and their null line, which is over `nullCohort`: the
 * null and reference networks alone, none where there is no null network.
 */
export function partResult(
  cohort: readonly SeedColumns<PartMetric>[],
  nullCohort: readonly SeedColumns<PartMetric>[],
  comparison: Comparison,
): PartResult {
  const nullPair = nullPairOf(comparison);
  const roles = ROLES.filter((role) => cohort.some((each) => each.role === role));
  const byRole = (metric: PartMetric): Record<string, Interval> =>
    Object.fromEntries(
      roles.map((role) => [role, within(crossedInterval(column(cohort, role, metric), "mean"), metricRange(metric))]),
    );
  const difference = (of: readonly SeedColumns<PartMetric>[], pair: RolePair, metric: PartMetric): Interval => {
    const { a, b } = columnPairs(of, pair, metric);
    return a.length === 0
      ? undefinedInterval("no seed with both networks")
      : intervalOf(crossedDifference(a, b, "mean"));
  };
  const sizes = partSizes(cohort.map(({ columns }) => columnOf(columns, "units")));
  return {
    samples: sizes.filter((size) => !Number.isNaN(size)).length,
    units: within(crossedInterval([sizes], "mean"), metricRange("units")),
    points: byRole("points"),
    entropyGap: byRole("gap"),
    pointsDifference: difference(cohort, comparison, "points"),
    entropyGapDifference: difference(cohort, comparison, "gap"),
    ...(nullCohort.length > 0 && nullPair !== undefined
      ? {
          nullPointsDifference: difference(nullCohort, nullPair, "points"),
          nullEntropyGapDifference: difference(nullCohort, nullPair, "gap"),
        }
      : {}),
  };
}

/** Units of the part by sample, from whichever network kept the sample; NaN where none did. */
function partSizes(units: readonly Float64Array[]): Float64Array {
  const found = (s: number): number | undefined => units.find((sizes) => !Number.isNaN(sizes[s]!))?.[s];
  return Float64Array.from(units[0] ?? [], (_, s) => found(s) ?? Number.NaN);
}
