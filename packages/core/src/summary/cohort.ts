// One role's numbers by seed and sample: the table every interval is computed from. s samples.

import type { Role } from "../contract.ts";
import { crossedMean } from "../statistics/crossed-interval.ts";
import { type Statistic, statisticOf } from "../statistics/moments.ts";
import { partnerOf, type RolePair } from "./comparison.ts";

/** `[s]` per metric; NaN where a sample is excluded or a metric undefined. */
export type Columns<Name extends string> = ReadonlyMap<Name, Float64Array>;

export interface SeedColumns<Name extends string> {
  readonly role: Role;
  readonly seed: number;
  readonly columns: Columns<Name>;
}

/** Rows of one sample each into one column per metric; an excluded sample is undefined. */
export function columnsOf<Name extends string>(
  names: readonly Name[],
  rows: readonly (Readonly<Record<Name, number>> | undefined)[],
): Columns<Name> {
  return new Map(names.map((name) => [name, Float64Array.from(rows, (row) => row?.[name] ?? Number.NaN)]));
}

/** One metric of one network. */
export function columnOf<Name extends string>(columns: Columns<Name>, name: Name): Float64Array {
  const values = columns.get(name);
  if (values === undefined) throw new TypeError(`column: ${name} was never computed`);
  return values;
}

/**
 * Leaves a sample that is undefined in one of the two compared networks of a seed out of both, metric by metric, so that
 * the difference of the two means is the mean of the differences. A metric undefined for all samples of one network stays
 * defined in the other.
 */
export function pairedCohort<Name extends string>(
  cohort: readonly SeedColumns<Name>[],
  pair: RolePair,
): SeedColumns<Name>[] {
  return cohort.map((own) => {
    const partner = cohort.find(({ role, seed }) => seed === own.seed && role === partnerOf(own.role, pair));
    if (partner === undefined) return own;
    return {
      ...own,
      columns: mapped(own.columns, (values, name) => {
        const other = columnOf(partner.columns, name);
        if (other.every(Number.isNaN)) return values;
        return values.map((value, s) => (Number.isNaN(other[s]!) ? Number.NaN : value));
      }),
    };
  });
}

/** The same cohort on some of its samples. */
export function restricted<Name extends string>(
  cohort: readonly SeedColumns<Name>[],
  samples: readonly number[],
): SeedColumns<Name>[] {
  return cohort.map((each) => ({
    ...each,
    columns: mapped(each.columns, (values) => Float64Array.from(samples, (s) => values[s]!)),
  }));
}

/** One metric of one role, by seed in increasing order. */
export function column<Name extends string>(
  cohort: readonly SeedColumns<Name>[],
  role: Role,
  name: Name,
): Float64Array[] {
  return cohort.flatMap((each) => (each.role === role ? [columnOf(each.columns, name)] : []));
}

/** One metric of two roles, `a` the treated one, on the seeds that have both. */
export function columnPairs<Name extends string>(
  cohort: readonly SeedColumns<Name>[],
  { treated, reference }: RolePair,
  name: Name,
): { seeds: number[]; a: Float64Array[]; b: Float64Array[] } {
  const pairs = cohort.flatMap((own) => {
    const other =
      own.role === treated ? cohort.find(({ role, seed }) => role === reference && seed === own.seed) : undefined;
    return other === undefined
      ? []
      : [{ seed: own.seed, a: columnOf(own.columns, name), b: columnOf(other.columns, name) }];
  });
  return { seeds: pairs.map(({ seed }) => seed), a: pairs.map((pair) => pair.a), b: pairs.map((pair) => pair.b) };
}

/** A statistic of the defined samples of one seed; NaN where none is. */
export function seedStatistic(values: Float64Array, statistic: Statistic): number {
  return statisticOf(
    values.filter((value) => !Number.isNaN(value)),
    statistic,
  );
}

/** Mean over seeds of the mean over defined samples, of the seeds that an interval is over. */
export function cohortMean(values: readonly Float64Array[]): number {
  return crossedMean(values);
}

function mapped<Name extends string>(
  columns: Columns<Name>,
  change: (values: Float64Array, name: Name) => Float64Array,
): Columns<Name> {
  return new Map([...columns].map(([name, values]) => [name, change(values, name)]));
}
