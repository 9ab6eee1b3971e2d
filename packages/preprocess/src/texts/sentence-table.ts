// Sentences as a CSV or TSV under headings.

import { type OnEntryFault, readEntry } from "@stillpoint/core";
import { faultAt } from "@stillpoint/text";
import type { TextFile } from "../files.ts";
import { GROUP_HEADINGS, LABEL_HEADINGS, TEXT_HEADINGS } from "../headings.ts";
import { columnOf, onlyColumn, readTable } from "../table.ts";

export interface TableSentence {
  /** The file's name without ending and the number of the line it begins on. */
  readonly id: string;
  readonly text: string;
  /** As it is written; undefined in a table without labels. */
  readonly label?: string;
  readonly group?: string;
}

/** Whether a TSV has headings other than SST-2's, such as those of GLUE's `test.tsv`; a number is none. */
export function hasTextHeading(text: string): boolean {
  const [first = ""] = text.replace(/^\ufeff/, "").split(/\r?\n/, 1);
  const { headings } = readTable({ place: "headings.tsv", text: first });
  const named = headings.length > 1 && headings.every((cell) => cell !== "" && Number.isNaN(Number(cell)));
  return first !== "sentence\tlabel" && named && columnOf(headings, TEXT_HEADINGS) >= 0;
}

/**
 * Texts under a heading such as `text` or `sentence`, with their classes under `label` and groups under `group` where
 * there are such columns; others are ignored. Throws `INPUT` for headings without a column of texts, and with file and
 * line for a line without a text, without a label where there is a column of them, or of another number of columns;
 * `onFault` is told of such a line instead, which is left out.
 */
export function readSentenceTable({ place, text }: TextFile, onFault?: OnEntryFault): TableSentence[] {
  const { headings, rows } = readTable({ place, text });
  const textAt = onlyColumn(headings, TEXT_HEADINGS, `data ${place}`);
  const labelAt = onlyColumn(headings, LABEL_HEADINGS, `data ${place}`);
  const groupAt = columnOf(headings, GROUP_HEADINGS);
  if (textAt < 0) {
    throw faultAt(
      `data ${place}`,
      "headings such as text,label on its first line",
      rows[0]?.cells.join(",") ?? "",
      "name the columns",
    );
  }
  const name = place.replace(/^.*[/\\]/, "").replace(/\.[ct]sv$/i, "");
  const read = (row: readonly string[], number: number): TableSentence => {
    const where = `${place}:${number}`;
    if (row.length !== headings.length)
      throw faultAt(where, `${headings.length} columns, as there are headings`, row.join(","), "mend the line");
    const own = (row[textAt] ?? "").trim();
    if (own === "") throw faultAt(where, "a text", row.join(","), "write it or remove the line");
    const [label, group] = [row[labelAt]?.trim(), row[groupAt]?.trim()];
    if (label === "") throw faultAt(where, "a label", row.join(","), "write it or remove the line");
    return {
      ...{ id: `${name}/${number}`, text: own },
      ...(label === undefined ? {} : { label }),
      ...(group === undefined || group === "" ? {} : { group }),
    };
  };
  return rows.slice(1).flatMap(({ cells, line }) => readEntry(() => read(cells, line), onFault));
}
