// One job's measurements, and the table of rows it becomes: one row per unit, the map's scalars repeated.

import {
  type EntropyMap,
  type Exclusion,
  ensure,
  MAP_COUNTS,
  MAP_NUMBERS,
  type Measurement,
  type MeasurementKey,
  OPTIONAL_MAP_NUMBERS,
  type Unit,
} from "@stillpoint/core";

/** A measured map with the units its entropies belong to, in the same order. */
export interface MeasuredMap {
  readonly measurement: Measurement;
  /** `[n]` */
  readonly units: readonly Unit[];
}

/** What one job leaves behind. */
export interface Shard {
  /** The caller's identity of the job; a resumed run compares it before it trusts the file. */
  readonly job: string;
  readonly maps: readonly MeasuredMap[];
  readonly exclusions: readonly ShardExclusion[];
}

/** A map that does not exist, with the reason; `key` where the caller wants it back. */
export interface ShardExclusion extends Exclusion {
  readonly key?: MeasurementKey;
}

/** Text columns, in file order. `part` alone may be null. */
export const TEXT_COLUMNS = ["task", "layer", "role", "sample", "label", "region", "part", "recipe", "stop"] as const;
/** 32-bit integer columns. */
export const INTEGER_COLUMNS: readonly ["seed", "unit", ...typeof MAP_COUNTS] = ["seed", "unit", ...MAP_COUNTS];
/** 64-bit integer columns: a step may be a time in milliseconds. Held as the whole numbers they are, up to 2^53. */
export const LONG_COLUMNS: readonly ["step"] = ["step"];
/** Float64 columns, stored bit by bit. */
export const DOUBLE_COLUMNS: readonly ["entropy", "standardError", ...typeof MAP_NUMBERS] = [
  "entropy",
  "standardError",
  ...MAP_NUMBERS,
];

/** Columns that are null where a map has no such number: Float64, but for those of `OPTIONAL_COUNTS`. */
export const OPTIONAL_COLUMNS: readonly [
  ...typeof OPTIONAL_MAP_NUMBERS,
  "entropyAtSecondBound",
  "secondUpper",
  "secondMeanEntropy",
  "secondUnitsAtBound",
] = [...OPTIONAL_MAP_NUMBERS, "entropyAtSecondBound", "secondUpper", "secondMeanEntropy", "secondUnitsAtBound"];

/** Of them those that count units, 32-bit integers. */
export const OPTIONAL_COUNTS: readonly OptionalColumn[] = ["unitsAtUpper", "secondUnitsAtBound"];

export type TextColumn = (typeof TEXT_COLUMNS)[number];
export type IntegerColumn = (typeof INTEGER_COLUMNS)[number];
export type LongColumn = (typeof LONG_COLUMNS)[number];
export type DoubleColumn = (typeof DOUBLE_COLUMNS)[number];
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

/** Numbers some of which do not exist. */
export interface OptionalNumbers {
  /** 0 where there is none. */
  readonly values: Float64Array;
  /** 1 where there is one. */
  readonly exists: Uint8Array;
}

/** The rows by column, all of one length. */
export interface Table {
  readonly rows: number;
  readonly text: Readonly<Record<TextColumn, (string | null)[]>>;
  readonly integer: Readonly<Record<IntegerColumn, Int32Array>>;
  readonly long: Readonly<Record<LongColumn, Float64Array>>;
  readonly double: Readonly<Record<DoubleColumn, Float64Array>>;
  readonly optional: Readonly<Record<OptionalColumn, OptionalNumbers>>;
}

/** An all-zero table of so many rows. */
export function emptyTable(rows: number): Table {
  return {
    rows,
    text: columns(TEXT_COLUMNS, () => new Array<string | null>(rows).fill(null)),
    integer: columns(INTEGER_COLUMNS, () => new Int32Array(rows)),
    long: columns(LONG_COLUMNS, () => new Float64Array(rows)),
    double: columns(DOUBLE_COLUMNS, () => new Float64Array(rows)),
    optional: columns(OPTIONAL_COLUMNS, () => ({ values: new Float64Array(rows), exists: new Uint8Array(rows) })),
  };
}

/** A column of each name. */
function columns<Name extends string, Column>(names: readonly Name[], make: () => Column): Record<Name, Column> {
  const found: Partial<Record<Name, Column>> = {};
  for (const name of names) found[name] = make();
  ensure(hasAll(found, names), "RANGE", () => `columns: expected ${names.join(", ")}; got fewer; mend the list`);
  return found;
}

function hasAll<Name extends string, Column>(
  found: Partial<Record<Name, Column>>,
  names: readonly Name[],
): found is Record<Name, Column> {
  return names.every((name) => found[name] !== undefined);
}

/** Copies rows `from` up to `to` of `source` to row `at` of `target` and on. */
export function copyRows(source: Table, from: number, to: number, target: Table, at: number): void {
  for (const name of TEXT_COLUMNS) copyTexts(source.text[name], from, to, target.text[name], at);
  for (const name of INTEGER_COLUMNS) target.integer[name].set(source.integer[name].subarray(from, to), at);
  for (const name of LONG_COLUMNS) target.long[name].set(source.long[name].subarray(from, to), at);
  for (const name of DOUBLE_COLUMNS) target.double[name].set(source.double[name].subarray(from, to), at);
  for (const name of OPTIONAL_COLUMNS) {
    target.optional[name].values.set(source.optional[name].values.subarray(from, to), at);
    target.optional[name].exists.set(source.optional[name].exists.subarray(from, to), at);
  }
}

type Texts = (string | null)[];

function copyTexts(source: Readonly<Texts>, from: number, to: number, target: Texts, at: number): void {
  for (let row = from; row < to; row++) target[at + row - from] = source[row] ?? null;
}

/** The first rows of a table; numbers are views of it. */
export function firstRows({ text, integer, long, double, optional }: Table, rows: number): Table {
  const of = <K extends string, T>(columns: Readonly<Record<K, T>>, cut: (column: T) => T): Record<K, T> => {
    const cuts: Record<K, T> = { ...columns };
    for (const name in columns) cuts[name] = cut(columns[name]);
    return cuts;
  };
  return {
    rows,
    text: of(text, (column) => column.slice(0, rows)),
    integer: of(integer, (column) => column.subarray(0, rows)),
    long: of(long, (column) => column.subarray(0, rows)),
    double: of(double, (column) => column.subarray(0, rows)),
    optional: of(optional, ({ values, exists }) => {
      return { values: values.subarray(0, rows), exists: exists.subarray(0, rows) };
    }),
  };
}

function fillOptional({ values, exists }: OptionalNumbers, from: number, to: number, value: number | undefined): void {
  if (value === undefined) return;
  values.fill(value, from, to);
  exists.fill(1, from, to);
}

function writeOptional({ optional }: Table, from: number, to: number, map: EntropyMap): void {
  const second = map.atSecondBound;
  for (const name of OPTIONAL_MAP_NUMBERS) fillOptional(optional[name], from, to, map[name]);
  if (second === undefined) return;
  optional.entropyAtSecondBound.values.set(second.entropies, from);
  optional.entropyAtSecondBound.exists.fill(1, from, to);
  fillOptional(optional.secondUpper, from, to, second.upper);
  fillOptional(optional.secondMeanEntropy, from, to, second.meanEntropy);
  fillOptional(optional.secondUnitsAtBound, from, to, second.unitsAtBound);
}

function writeMap(table: Table, from: number, { measurement, units }: MeasuredMap): void {
  const { key, map } = measurement;
  const { text, integer, long, double } = table;
  const to = from + units.length;
  text.task.fill(key.task, from, to);
  text.layer.fill(key.layer, from, to);
  text.role.fill(key.role, from, to);
  text.sample.fill(key.sample, from, to);
  text.recipe.fill(map.recipe, from, to);
  text.stop.fill(map.stop, from, to);
  integer.seed.fill(key.seed, from, to);
  long.step.fill(key.step, from, to);
  for (const name of MAP_COUNTS) integer[name].fill(map[name], from, to);
  for (const name of MAP_NUMBERS) double[name].fill(map[name], from, to);
  writeOptional(table, from, to, map);
  double.entropy.set(map.entropies, from);
  double.standardError.set(map.standardErrors, from);
  units.forEach((unit, index) => {
    integer.unit[from + index] = index;
    text.label[from + index] = unit.label;
    text.region[from + index] = unit.region;
    text.part[from + index] = unit.part ?? null;
  });
}

/**
 * The rows of maps, in their order.
 *
 * @throws StillpointError SHAPE when a map has another number of entropies than units, or no unit at all.
 */
export function tableOf(maps: readonly MeasuredMap[]): Table {
  let rows = 0;
  for (const { measurement, units } of maps) {
    const { key, map } = measurement;
    ensure(
      units.length > 0 && map.entropies.length === units.length && map.standardErrors.length === units.length,
      "SHAPE",
      () =>
        `map of ${key.sample} at ${key.layer}: expected one entropy and standard error per unit, ${units.length}; ` +
        `got ${map.entropies.length} and ${map.standardErrors.length}; pass the units the map was measured with`,
    );
    ensure(
      map.atSecondBound === undefined || map.atSecondBound.entropies.length === units.length,
      "SHAPE",
      () =>
        `map of ${key.sample} at ${key.layer}: expected ${units.length} entropies at the second bound; ` +
        `got ${map.atSecondBound?.entropies.length}; pass the map as it was measured`,
    );
    rows += units.length;
  }
  const table = emptyTable(rows);
  let from = 0;
  for (const map of maps) {
    writeMap(table, from, map);
    from += map.units.length;
  }
  return table;
}
