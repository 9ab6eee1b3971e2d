// Columns that a report adds to measurements: how it counted each map, so that whoever has the file can count again.

import type { MapCounting, MeasurementKey } from "@stillpoint/core";
import type { ColumnSource } from "hyparquet-writer";
import type { Table } from "./shard.ts";
import { keyAt } from "./table-maps.ts";

/** What a report knows of one map. */
export interface CountedMap {
  /** Id of the task in the report. */
  readonly id: string;
  /** Of the sample. */
  readonly group: string;
  /** Absent where the report leaves the map out. */
  readonly counting?: MapCounting;
}

/** What a report knows of a map, by whose it is; undefined where it has nothing to say. */
export type CountedMaps = (key: MeasurementKey) => CountedMap | undefined;

/** The columns for the rows of a table: null where the report has nothing to say. */
export function countedColumns(table: Table, countedMaps: CountedMaps): ColumnSource[] {
  const { rows, integer, text, double } = table;
  const maps: (CountedMap | undefined)[] = [];
  for (let row = 0; row < rows; row++)
    // Unit 0 starts a map, whose rows are contiguous.
    maps.push(integer.unit[row] === 0 ? countedMaps(keyAt(table, row)) : maps[row - 1]);
  const each = <Value>(value: (map: CountedMap, row: number) => Value | undefined): (Value | null)[] =>
    maps.map((map, row) => (map === undefined ? null : (value(map, row) ?? null)));
  const ofMap = (name: keyof MapCounting): (number | null)[] =>
    each(({ counting }) => (counting === undefined || Number.isNaN(counting[name]) ? undefined : counting[name]));
  const isPoint = each(({ counting }, row) => {
    if (counting === undefined) return undefined;
    return text.region[row] !== "border" && counting.background - double.entropy[row]! > counting.threshold;
  });
  return [
    { name: "id", data: each(({ id }) => id), type: "STRING", nullable: true },
    { name: "group", data: each(({ group }) => group), type: "STRING", nullable: true },
    { name: "isPoint", data: isPoint, type: "BOOLEAN", nullable: true },
    { name: "background", data: ofMap("background"), type: "DOUBLE", nullable: true },
    { name: "threshold", data: ofMap("threshold"), type: "DOUBLE", nullable: true },
    { name: "weightDistance", data: ofMap("weightDistance"), type: "DOUBLE", nullable: true },
  ];
}
