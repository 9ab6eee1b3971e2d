// A data set as a table: a file a line, and what belongs to it.

import { type OnEntryFault, readEntry, StillpointError } from "@stillpoint/core";
import { faultAt } from "@stillpoint/text";
import { stem } from "./file-names.ts";
import type { TextFile } from "./files.ts";
import { FILE_HEADINGS, LABEL_HEADINGS, MASK_HEADINGS, PART_HEADING } from "./headings.ts";
import type { ClassLabels } from "./labels/labels.ts";
import { columnOf, onlyColumn, readTable } from "./table.ts";

/** One sample of a manifest; paths as they are written, relative to the manifest or absolute. */
export interface ManifestEntry {
  readonly file: string;
  /** The object of a picture, the regions or parts of a shape. */
  readonly mask?: string;
  /** Its class. */
  readonly label?: string;
  /** Masks of named parts. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface Manifest {
  /** The table's path, for messages. */
  readonly place: string;
  readonly entries: readonly ManifestEntry[];
  /** Lines that name no sample, with the reason. */
  readonly faults: readonly StillpointError[];
}

/** Which column is what; -1 for those that are not there. */
interface Columns {
  readonly file: number;
  readonly mask: number;
  readonly label: number;
  readonly parts: readonly (readonly [name: string, column: number])[];
  readonly count: number;
}

/**
 * A CSV or TSV under headings: `file` (or `path`, `image`, ...), and where they are there `mask`, `label` and a column
 * `part:NAME` for the masks of each named part; other columns are ignored. Throws `INPUT` without a column of files or a
 * line of them, and for two columns of one kind; a bad line is among `faults`.
 */
export function readManifest({ place, text }: TextFile): Manifest {
  const { headings, rows } = readTable({ place, text });
  const subject = `manifest ${place}`;
  const parts = (rows[0]?.cells ?? []).flatMap((cell, k) => {
    const [, name] = PART_HEADING.exec(cell.trim()) ?? [];
    return name === undefined ? [] : [[name, k] as const];
  });
  const twice = parts.find(([name], k) => parts.findIndex(([other]) => other === name) !== k);
  if (twice !== undefined) throw faultAt(subject, "one column of a part", `part:${twice[0]} twice`, "name them apart");
  const columns: Columns = {
    file: columnOf(headings, FILE_HEADINGS),
    mask: onlyColumn(headings, MASK_HEADINGS, subject),
    label: onlyColumn(headings, LABEL_HEADINGS, subject),
    parts,
    count: headings.length,
  };
  if (columns.file < 0) {
    throw faultAt(
      subject,
      "headings such as file,mask,label on its first line",
      rows[0]?.cells.join(",") ?? "",
      "name the columns",
    );
  }
  const faults: StillpointError[] = [];
  const hear: OnEntryFault = (fault) => void faults.push(fault);
  const seen = new Set<string>();
  const entries = rows
    .slice(1)
    .flatMap(({ cells, line }) => readEntry(() => entryOf(cells, columns, `${place}:${line}`, seen), hear));
  if (entries.length === 0 && faults.length === 0) {
    throw new StillpointError(
      "INPUT",
      `manifest ${place}: expected a line for every sample; got its headings alone; add lines such as cat1.png,cat1-mask.png,cat`,
    );
  }
  return { place, entries, faults };
}

function entryOf(row: readonly string[], columns: Columns, place: string, seen: Set<string>): ManifestEntry {
  if (row.length !== columns.count)
    throw faultAt(place, `${columns.count} columns, as there are headings`, row.join(","), "mend the line");
  const cell = (column: number): string => (row[column] ?? "").trim().replaceAll("\\", "/");
  const file = cell(columns.file);
  if (file === "") throw faultAt(place, "a file", row.join(","), "name it or remove the line");
  if (seen.has(stem(file))) throw faultAt(place, "every sample once", file, "keep one of the lines");
  seen.add(stem(file));
  const mask = cell(columns.mask);
  const parts = columns.parts.flatMap(([name, column]) => (cell(column) === "" ? [] : [[name, cell(column)] as const]));
  const label = cell(columns.label);
  return {
    file,
    ...(mask === "" ? {} : { mask }),
    ...(label === "" ? {} : { label }),
    parts: Object.fromEntries(parts),
  };
}

/**
 * Classes of a manifest's samples by their ids, which `idOf` makes of files; all of its classes in the order of the alphabet.
 * Undefined where no line has one.
 */
export function manifestLabels(
  { place, entries }: Manifest,
  ids: readonly string[],
  idOf: (file: string) => string,
): ClassLabels | undefined {
  const byId = new Map(entries.flatMap(({ file, label }) => (label === undefined ? [] : [[idOf(file), label]])));
  if (byId.size === 0) return undefined;
  const classes = [...new Set(byId.values())].sort();
  return {
    kind: "class",
    source: `labels of ${place}`,
    names: ids.map((id) => byId.get(id)),
    classes,
    order: "listed",
  };
}

/** Where a file of a manifest lies: beside it in `folder`, unless its path is absolute. */
export function listedPath(folder: string, file: string): string {
  return /^([a-z]:)?\//i.test(file) ? file : `${folder}/${file}`;
}
