// A CSV or TSV file, row by row.

import { faultAt, linesOf } from "@stillpoint/text";
import { csvParseRows } from "d3-dsv";
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

/**
 * Separated by tabs where its ending is `.tsv`, a row a line and quotes as they are, as in GLUE's files; else by commas,
 * where a cell may be in quotes. A byte order mark is no part of it. Throws `INPUT` for quotes in a CSV that do not close
 * or do not enclose a whole cell, which would swallow lines.
 */
export function readTable({ place, text }: TextFile): Table {
  const plain = text.replace(/^\ufeff/, "");
  if (/\.tsv$/i.test(place)) return tableOf(linesOf(plain).map((line) => line.split("\t")));
  const stray = strayQuote(plain);
  if (stray === undefined) return tableOf(csvParseRows(plain));
  throw faultAt(
    `${place}:${stray}`,
    'cells whole in quotes, and quotes within them doubled ("")',
    plain.split(/\r\n|\n|\r/)[stray - 1] ?? "",
    "mend the quotes",
  );
}

/** The line on which a quoted cell begins that does not close, or closes before its end; undefined where all are whole. */
function strayQuote(text: string): number | undefined {
  // Whole cells in quotes, the rest of others, and what ends a cell.
  const token = /"(?:[^"]|"")*"(?=[,\r\n]|$)|[^",\r\n][^,\r\n]*|,|\r\n|\n|\r/y;
  let line = 1;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found === null) return line;
    line += found[0].match(/\r\n|\n|\r/g)?.length ?? 0;
  }
  return undefined;
}

function tableOf(all: readonly (readonly string[])[]): Table {
  let line = 1;
  const rows: TableRow[] = [];
  for (const cells of all) {
    if (cells.some((cell) => cell.trim() !== "")) rows.push({ cells, line });
    // A cell in quotes may go over several lines.
    line += 1 + cells.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
  }
  return { headings: (rows[0]?.cells ?? []).map((cell) => cell.trim().toLowerCase()), rows };
}

/** Where the one column of that kind stands, -1 where there is none. Throws `INPUT` for two. */
export function onlyColumn(headings: readonly string[], known: ReadonlySet<string>, subject: string): number {
  const [only, ...more] = headings.filter((cell) => known.has(cell));
  if (more.length > 0)
    throw faultAt(subject, `one column of ${[...known].join(", ")}`, [only, ...more].join(", "), "rename the others");
  return only === undefined ? -1 : headings.indexOf(only);
}

/** Where a column of that kind stands, the likeliest name first; -1 where there is none. */
export function columnOf(headings: readonly string[], known: ReadonlySet<string>): number {
  return [...known].map((name) => headings.indexOf(name)).find((at) => at >= 0) ?? -1;
}
