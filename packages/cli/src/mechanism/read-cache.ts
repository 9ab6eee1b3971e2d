// Cached logits on disk, with the files beside them that name their rows.

import { existsSync, readFileSync } from "node:fs";
import { StillpointError } from "@stillpoint/core";
import type { LabelsById } from "@stillpoint/mechanism";
import { textOf } from "@stillpoint/preprocess";
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
import { fileFault } from "../files/file-fault.ts";
import { ensureRegular } from "../files/regular-file.ts";

/** Whether a path names a table rather than a network. */
export function isTable(path: string): boolean {
  return TABLE_ENDINGS.some((ending) => path.toLowerCase().endsWith(`.${ending}`));
}

/** The table of a file. Throws `INPUT` naming it. */
export function readTableFile(path: string, option: string, column?: string): ColumnTable {
  return readTable(bytesOf(path, option), path, column);
}

function bytesOf(path: string, option: string): Uint8Array {
  try {
    ensureRegular(path);
    return readFileSync(path);
  } catch (cause) {
    throw new StillpointError(
      "INPUT",
      `file ${path}: expected a readable file; got ${fileFault(cause)}; check ${option}`,
      {
        cause,
      },
    );
  }
}

export interface BesideFiles {
  readonly ids?: string | undefined;
  readonly labels?: string | undefined;
}

/** A cache, and whether its ids are those of `--ids`: that its rows have their order is taken on trust. */
export interface ReadCache extends CachedLogits {
  readonly lentIds: boolean;
}

/**
 * The logits in a file. Without ids or labels in it those of `logits.ids.npy` and `logits.labels.npy` beside `logits.npy` are
 * taken, then those of `--ids`.
 */
export function readCache(path: string, option: string, beside: BesideFiles): ReadCache {
  const table = readTableFile(path, option);
  const own = siblingOf(path, "ids");
  const ids = own ?? beside.ids;
  const labels = siblingOf(path, "labels");
  const cached = cachedLogits(table, {
    ...(ids === undefined ? {} : { ids: readIds(ids) }),
    ...(labels === undefined ? {} : { labels: labelSource(labels) }),
  });
  return { ...cached, lentIds: ids !== undefined && own === undefined && idsOf(table) === undefined };
}

function siblingOf(path: string, what: string): string | undefined {
  const stem = path.slice(0, path.lastIndexOf("."));
  return [`${stem}.${what}.npy`, `${stem}.${what}.txt`, `${stem}.${what}.csv`].find((one) => existsSync(one));
}

/** Ids from a table, or from a text with one a line. */
function readIds(path: string): readonly string[] {
  if (!isTable(path))
    return textOf(bytesOf(path, "--ids"), path)
      .replace(/(\r?\n)+$/, "")
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
