// What a student is trained to answer: a row of probabilities for each example.

import { ensureSameExamples, type Logits } from "../logits.ts";

export interface SoftTargets {
  /** Which ones, such as "KD-pt". */
  readonly name: string;
  /** `[n, K]` probabilities; every row sums to 1. */
  readonly values: Float64Array;
  readonly rows: number;
  readonly classes: number;
  /** `[n]` the true classes, to tell whose rows these are. */
  readonly labels: Int32Array;
  /** T that divides the student's logits before they meet these targets: the teacher's own in KD, 1 for label smoothing. */
  readonly temperature: number;
}

/** Targets filled row by row; `fill` writes probabilities into `out` `[K]`, which is 0 at first. */
export function filledTargets(
  name: string,
  { rows, classes, labels }: Pick<Logits, "rows" | "classes" | "labels">,
  temperature: number,
  fill: (row: number, out: Float64Array) => void,
): SoftTargets {
  const values = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++) fill(row, values.subarray(row * classes, (row + 1) * classes));
  return { name, values, rows, classes, labels, temperature };
}

/** The row's probabilities, a view. */
export function targetRow({ values, classes }: SoftTargets, row: number): Float64Array {
  return values.subarray(row * classes, (row + 1) * classes);
}

/** @throws StillpointError SHAPE or INPUT where targets are not of the student's examples, in their order. */
export function ensureTargetsOf(student: Logits, targets: SoftTargets): void {
  ensureSameExamples(student, targets);
}
