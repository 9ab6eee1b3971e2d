// A CSV or TSV file, row by row.

import { csvParseRows, tsvParseRows } from "d3-dsv";
import type { TextFile } from "./files.ts";

export interface TableRow {
  readonly cells: readonly string[];
  /** Where it begins in the file, from 1. */
  readonly line: number;
}

export interface Table {
  /** The first row in small letters, without space around them. */
  readonly headings: readonly string[];
  /** All rows that hold anything, the first one too. */
  readonly rows: readonly TableRow[];
}

/** Separated by tabs where its ending is `.tsv`, else by commas; a byte order mark is no part of it. */
export function readTable({ place, text }: TextFile): Table {
  const all = (/\.tsv$/i.test(place) ? tsvParseRows : csvParseRows)(text.replace(/^\ufeff/, ""));
  let line = 1;
  const rows: TableRow[] = [];
  for (const cells of all) {
    if (cells.some((cell) => cell.trim() !== "")) rows.push({ cells, line });
    // A cell in quotes may go over several lines.
    line += 1 + cells.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
  }
  return { headings: (rows[0]?.cells ?? []).map((cell) => cell.trim().toLowerCase()), rows };
}

/** Where a column of that kind stands, the likeliest name first; -1 where there is none. */
export function columnOf(headings: readonly string[], known: ReadonlySet<string>): number {
  return [...known].map((name) => headings.indexOf(name)).find((at) => at >= 0) ?? -1;
}
