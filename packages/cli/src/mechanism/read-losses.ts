// Loss values of a few batches, as a user's own code printed them.

import { StillpointError } from "@stillpoint/core";
import type { Logits, LossBatch } from "@stillpoint/mechanism";
import { logitsOf } from "@stillpoint/mechanism";
import { readTableFile } from "./read-cache.ts";

export interface LintedRows {
  readonly batches: readonly LossBatch[];
  /** The rows of all batches, one batch after the other. */
  readonly teacher: Logits;
  readonly student: Logits;
  /** What rounding to the digits that were printed may have moved a loss by, as a share of it; at least 1e-4. */
  readonly tolerance: number;
}

/** Share of a loss that counts as no difference; with fewer digits than two nearly every convention fits. */
const [LEAST, MOST] = [1e-4, 0.02];

/**
 * Batches with their losses from a CSV: columns `start`, `end` (behind the last row) and `value`, rows counted from 0 in the
 * teacher's file; or `id` with the ids of a batch separated by `|`, and `value`. Throws `INPUT` naming file and row.
 */
export function readLosses(
  path: string,
  teacher: Logits,
  student: Logits,
  ids: readonly string[] | undefined,
): LintedRows {
  const table = readTableFile(path, "--lint-loss");
  const numbers = (name: string): Float64Array | undefined => {
    const column = table.columns.find((one) => one.name.toLowerCase() === name);
    return column?.kind === "numbers" ? Float64Array.from(column.values) : undefined;
  };
  const texts = table.columns.find(({ kind, name }) => kind === "texts" && /^ids?$/i.test(name));
  const [starts, ends, values] = [numbers("start"), numbers("end"), numbers("value")];
  if (values === undefined || (texts === undefined && (starts === undefined || ends === undefined)))
    throw new StillpointError(
      "INPUT",
      `${path}: expected columns start, end and value, or id and value; got ${table.columns.map(({ name }) => name).join(", ")}; one row a batch`,
    );
  const places = new Map(ids?.map((id, row) => [id, row]));
  const rowsOf = (batch: number): readonly number[] => {
    const place = `${path}, ${table.rowName(batch)}`;
    if (texts?.kind === "texts")
      return (texts.values[batch] ?? "").split("|").map((text) => {
        const row = places.get(text.trim());
        if (row !== undefined) return row;
        throw new StillpointError(
          "INPUT",
          `${place}: expected ids of the logits, separated by |; got ${text.slice(0, 60)}; name samples as in the logits`,
        );
      });
    const [start = Number.NaN, end = Number.NaN] = [starts?.[batch], ends?.[batch]];
    if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= teacher.rows))
      throw new StillpointError(
        "INPUT",
        `${place}: expected rows start < end within 0 to ${teacher.rows}; got ${start} to ${end}; end lies behind the last row`,
      );
    return Array.from({ length: end - start }, (_, k) => start + k);
  };
  const rows = Array.from(values, (_, batch) => rowsOf(batch));
  let end = 0;
  const batches = rows.map((own, batch) => {
    const start = end;
    end += own.length;
    return { start, end, value: values[batch] ?? Number.NaN };
  });
  return {
    batches,
    tolerance: printedTo(values),
    teacher: chosen(teacher, rows.flat()),
    student: chosen(student, rows.flat()),
  };
}

/** Half a unit of the last digit that any value has, as a share of the smallest. */
function printedTo(values: Float64Array): number {
  const digits = Array.from(values, (value) => {
    const [mantissa = "", exponent = "0"] = String(value).split("e");
    return (mantissa.split(".")[1]?.length ?? 0) - Number(exponent);
  });
  const step = 10 ** -digits.reduce((most, count) => Math.max(most, count), 0);
  const least = values.reduce((low, value) => Math.min(low, Math.abs(value)), Number.POSITIVE_INFINITY);
  // Where float noise ends, not where the printed digits do.
  const share = (0.51 * step) / least;
  return Number.isFinite(share) ? Math.min(MOST, Math.max(LEAST, share)) : LEAST;
}

function chosen({ name, values, classes, labels }: Logits, rows: readonly number[]): Logits {
  return logitsOf(
    name,
    rows.map((row) => values.subarray(row * classes, (row + 1) * classes)),
    rows.map((row) => labels[row] ?? -1),
  );
}
