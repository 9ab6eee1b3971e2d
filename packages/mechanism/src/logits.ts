// What a network answers on labelled examples, checked once. n examples, K classes.

import { ensure } from "@stillpoint/core";
import { numberTable, type TableSource } from "./number-table.ts";

/** Logits and labels of n examples; made by `logitsOf`, which checks them. */
export interface Logits {
  /** What messages call them, such as "teacher". */
  readonly name: string;
  /** `[n, K]`, row by row. Rows may differ by constants, which change nothing here. */
  readonly values: Float64Array | Float32Array;
  readonly rows: number;
  /** K. */
  readonly classes: number;
  /** `[n]` the true class of each row, 0 to K − 1. */
  readonly labels: Int32Array;
}

/** How far from 1 the sum of a row of probabilities may be. */
const SUM_TOLERANCE = 1e-3;

/**
 * Checked logits `[n, K]` with labels `[n]`: one array for each row, or a flat typed array with its `columns` = K, which is
 * not copied. Logarithms of probabilities are logits too.
 *
 * @throws StillpointError SHAPE for rows that do not fit or fewer than two classes; NOT_FINITE for NaN or infinity; RANGE for
 * labels that are no class; INPUT where every row is non-negative and sums to 1 within 1e-3: those are probabilities.
 */
export function logitsOf(name: string, source: TableSource, labels: ArrayLike<number>): Logits {
  const { values, rows, columns: classes } = numberTable(name, source);
  ensure(classes >= 2, "SHAPE", () => `${name}: expected logits of at least 2 classes; got ${classes}`);
  ensure(
    labels.length === rows,
    "SHAPE",
    () => `${name}: expected a label for each of ${rows} rows; got ${labels.length}`,
  );
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    ensure(
      Number.isInteger(label) && label >= 0 && label < classes,
      "RANGE",
      () => `${name}, row ${row}: expected a label from 0 to ${classes - 1}; got ${label}; labels count classes from 0`,
    );
  }
  ensure(
    !areProbabilities(values, classes),
    "INPUT",
    () =>
      `${name}: expected logits; got probabilities, every row is non-negative and sums to 1; pass what comes before the softmax, or the logarithms`,
  );
  return { name, values, rows, classes, labels: Int32Array.from(labels) };
}

/**
 * @throws StillpointError SHAPE for other numbers of rows or classes, INPUT for other labels: then the rows are of other
 * examples, or in another order.
 */
export function ensureSameExamples(a: Pick<Logits, "name" | "rows" | "classes" | "labels">, b: typeof a): void {
  ensure(
    a.rows === b.rows && a.classes === b.classes,
    "SHAPE",
    () => `${b.name}: expected ${a.rows} x ${a.classes} as ${a.name} has; got ${b.rows} x ${b.classes}`,
  );
  const row = a.labels.findIndex((label, index) => label !== b.labels[index]);
  ensure(
    row === -1,
    "INPUT",
    () =>
      `${b.name}, row ${row}: expected label ${a.labels[row]} as ${a.name} has; got ${b.labels[row]}; bring both into one order of examples`,
  );
}

function areProbabilities(values: ArrayLike<number>, classes: number): boolean {
  for (let start = 0; start < values.length; start += classes) {
    let sum = 0;
    for (let k = start; k < start + classes; k++) {
      if (values[k]! < 0) return false;
      sum += values[k]!;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) return false;
  }
  return true;
}
