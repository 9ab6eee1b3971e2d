// A data set as a table: a file a line, and what belongs to it.

import { type OnEntryFault, readEntry, StillpointError } from "@stillpoint/core";
import { faultAt } from "@stillpoint/text";
import { csvParseRows, tsvParseRows } from "d3-dsv";
import { stem } from "./file-names.ts";
import type { Files, TextFile } from "./files.ts";
import { columnOf, FILE_HEADINGS, headingsOf, LABEL_HEADINGS, MASK_HEADINGS, PART_HEADING } from "./headings.ts";
import type { PictureFiles } from "./images/picture-files.ts";
import type { NamedLabels } from "./labels/label-file.ts";

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
 * line of them; a bad line is among `faults`.
 */
export function readManifest({ place, text }: TextFile): Manifest {
  const rows = (/\.tsv$/i.test(place) ? tsvParseRows : csvParseRows)(text.replace(/^\ufeff/, ""));
  const headings = headingsOf(rows[0]);
  const columns: Columns = {
    file: columnOf(headings, FILE_HEADINGS),
    mask: columnOf(headings, MASK_HEADINGS),
    label: columnOf(headings, LABEL_HEADINGS),
    parts: headings.flatMap((cell, k) =>
      cell.startsWith(PART_HEADING) && cell.length > PART_HEADING.length ? [[cell.slice(PART_HEADING.length), k]] : [],
    ),
    count: headings.length,
  };
  if (columns.file < 0) {
    throw faultAt(
      `manifest ${place}`,
      "headings such as file,mask,label on its first line",
      (rows[0] ?? []).join(","),
      "name the columns",
    );
  }
  const faults: StillpointError[] = [];
  const hear: OnEntryFault = (fault) => void faults.push(fault);
  const seen = new Set<string>();
  const entries = rows.slice(1).flatMap((row, k) => {
    if (row.every((cell) => cell.trim() === "")) return [];
    return readEntry(() => entryOf(row, columns, `${place}:${k + 2}`, seen), hear);
  });
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

/** Classes of a manifest by file, sorted by name; undefined where no line has one. */
export function manifestLabels({ place, entries }: Manifest): NamedLabels | undefined {
  const byFile = new Map(entries.flatMap(({ file, label }) => (label === undefined ? [] : [[stem(file), label]])));
  if (byFile.size === 0) return undefined;
  return { source: `labels of ${place}`, byFile, several: 0, classes: [...new Set(byFile.values())].sort() };
}

/** How pictures and masks are decoded, by their path in the manifest. */
export type PictureDecoder = Pick<Required<PictureFiles>, "decode" | "decodeMask">;

export interface ListedPictures {
  readonly pictures: PictureFiles;
  /** Absent where no line names one. */
  readonly masks?: PictureFiles;
  readonly parts: Readonly<Record<string, PictureFiles>>;
}

/** The pictures of a manifest, each with its own mask whatever that is called. */
export function listedPictures({ place, entries, faults }: Manifest, decoder: PictureDecoder): ListedPictures {
  const masksOf = (of: (entry: ManifestEntry) => string | undefined): PictureFiles | undefined => {
    const paths = new Map(entries.flatMap((entry) => (of(entry) === undefined ? [] : [[entry.file, of(entry)!]])));
    if (paths.size === 0) return undefined;
    return {
      place,
      names: [...paths.keys()],
      decode: async (name, decoding) => ({ ...(await decoder.decode(paths.get(name) ?? name, decoding)), path: name }),
      decodeMask: async (name, size, picture) => ({
        ...(await decoder.decodeMask(paths.get(name) ?? name, size, picture)),
        path: name,
      }),
    };
  };
  const names = [...new Set(entries.flatMap(({ parts }) => Object.keys(parts)))];
  const masks = masksOf(({ mask }) => mask);
  const parts = names.flatMap((name) => {
    const own = masksOf((entry) => entry.parts[name]);
    return own === undefined ? [] : [[name, own] as const];
  });
  return {
    pictures: { place, names: entries.map(({ file }) => file), decode: decoder.decode, faults },
    ...(masks === undefined ? {} : { masks }),
    parts: Object.fromEntries(parts),
  };
}

export interface ListedClouds {
  readonly clouds: Files;
  /** Absent where no line names any. */
  readonly masks?: Files;
}

/** The shapes of a manifest, and their regions or parts where lines name them. */
export function listedClouds(
  { entries, faults }: Manifest,
  { place, read }: Pick<Files, "place" | "read">,
): ListedClouds {
  const clouds: Files = { place, names: entries.map(({ file }) => file), read, listed: true, faults };
  const paths = new Map<string, string>(
    entries.flatMap(({ file, mask }) =>
      mask === undefined ? [] : [[`${stem(file)}${/\.seg$/i.test(mask) ? ".seg" : ".txt"}`, mask] as const],
    ),
  );
  if (paths.size === 0) return { clouds };
  return { clouds, masks: { place, names: [...paths.keys()], read: (name) => read(paths.get(name) ?? name) } };
}
