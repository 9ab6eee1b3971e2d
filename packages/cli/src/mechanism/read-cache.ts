// Cached logits on disk, with the files beside them that name their rows.

import { existsSync, readFileSync } from "node:fs";
import { StillpointError } from "@stillpoint/core";
import type { LabelsById } from "@stillpoint/mechanism";
import {
  type CachedLogits,
  type ColumnTable,
  cachedLogits,
  classLabels,
  idsOf,
  type LabelSource,
  readTable,
  TABLE_ENDINGS,
} from "@stillpoint/report/tables";
import { ensureRegular } from "../files/regular-file.ts";

/** Whether a path names a table rather than a network. */
export function isTable(path: string): boolean {
  return TABLE_ENDINGS.some((ending) => path.toLowerCase().endsWith(`.${ending}`));
}

/** The table of a file. Throws `INPUT` naming it. */
export function readTableFile(path: string, option: string, column?: string): ColumnTable {
  try {
    ensureRegular(path);
  } catch (cause) {
    throw unreadable(path, option, cause);
  }
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw unreadable(path, option, cause);
  }
  return readTable(bytes, path, column);
}

function unreadable(path: string, option: string, cause: unknown): StillpointError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StillpointError("INPUT", `file ${path}: expected a readable file; got ${reason}; check ${option}`, {
    cause,
  });
}

export interface BesideFiles {
  readonly ids?: string | undefined;
  readonly labels?: string | undefined;
}

/**
 * The logits in a file. Without ids or labels in it those of `logits.ids.npy` and `logits.labels.npy` beside `logits.npy` are
 * taken, then those of `--ids`.
 */
export function readCache(path: string, option: string, beside: BesideFiles): CachedLogits {
  const table = readTableFile(path, option);
  const ids = siblingOf(path, "ids") ?? beside.ids;
  const labels = siblingOf(path, "labels");
  return cachedLogits(table, {
    ...(ids === undefined ? {} : { ids: readIds(ids) }),
    ...(labels === undefined ? {} : { labels: labelSource(labels) }),
  });
}

function siblingOf(path: string, what: string): string | undefined {
  const stem = path.slice(0, path.lastIndexOf("."));
  return [`${stem}.${what}.npy`, `${stem}.${what}.txt`, `${stem}.${what}.csv`].find((one) => existsSync(one));
}

/** Ids from a table, or from a text with one a line. */
function readIds(path: string): readonly string[] {
  if (!isTable(path))
    return readFileSync(path, "utf8")
      .replace(/\r?\n$/, "")
      .split(/\r?\n/);
  const table = readTableFile(path, "--ids", "id");
  const found = idsOf(table);
  if (found !== undefined) return found;
  throw new StillpointError(
    "INPUT",
    `${path}: expected a column id; got ${table.columns.map(({ name }) => name).join(", ")}; name it so`,
  );
}

function labelSource(path: string): LabelSource {
  const table = readTableFile(path, "--labels", "label");
  const column = table.columns.find(({ name }) => /^labels?$/i.test(name));
  if (column !== undefined) return { ...table, column };
  throw new StillpointError(
    "INPUT",
    `${path}: expected a column label; got ${table.columns.map(({ name }) => name).join(", ")}; name it so`,
  );
}

/** The labels of `--labels` for the classes of a cache; an NPY without ids takes those of `--ids`. */
export function readLabels(path: string, { classes, classNames }: CachedLogits, beside: BesideFiles): LabelsById {
  const source = labelSource(path);
  const table = readTableFile(path, "--labels", "label");
  const ids = idsOf(table) ?? (beside.ids === undefined ? undefined : readIds(beside.ids));
  if (ids !== undefined && ids.length !== table.rows)
    throw new StillpointError(
      "INPUT",
      `${path}: expected ${ids.length} labels, one for each id; got ${table.rows}; save those of the same samples`,
    );
  const labels = classLabels(source, table.rows, classes, classNames);
  return { place: path, labels, ...(ids === undefined ? {} : { ids }) };
}
