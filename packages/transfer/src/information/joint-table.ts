// How often labels, teacher and student states come together. Y labels, T teacher states, S student states.

import { ensure } from "@stillpoint/core";

/** P(y, t, s) `[Y, T, S]`, row by row: probabilities that sum to 1. */
export interface JointTable {
  readonly values: Float64Array;
  readonly labels: number;
  readonly teacher: number;
  readonly student: number;
}

/**
 * A checked table from probabilities or counts `[Y, T, S]`, divided by their sum.
 *
 * @throws StillpointError SHAPE for sizes that do not fit, RANGE for a negative or infinite entry or a sum of 0
 */
export function jointTable(
  entries: ArrayLike<number>,
  [labels, teacher, student]: readonly [labels: number, teacher: number, student: number],
): JointTable {
  ensure(
    entries.length === labels * teacher * student && entries.length > 0,
    "SHAPE",
    () =>
      `joint table: expected ${labels} x ${teacher} x ${student} entries; got ${entries.length}; give every cell, zeros too`,
  );
  let sum = 0;
  for (let k = 0; k < entries.length; k++) {
    ensure(
      entries[k]! >= 0 && entries[k]! < Number.POSITIVE_INFINITY,
      "RANGE",
      () => `joint table, entry ${k}: expected a count or probability; got ${entries[k]}; entries are never negative`,
    );
    sum += entries[k]!;
  }
  ensure(sum > 0, "RANGE", () => "joint table: expected a sum above 0; got only zeros; give at least one count");
  return { values: Float64Array.from(entries, (own) => own / sum), labels, teacher, student };
}

/**
 * The table of states counted from 0, one of each for every example `[n]`; as many states as the largest says.
 *
 * @throws StillpointError SHAPE for lists of different lengths, RANGE for states that are not whole numbers from 0
 */
export function countedTable(
  labels: ArrayLike<number>,
  teacher: ArrayLike<number>,
  student: ArrayLike<number>,
): JointTable {
  const n = labels.length;
  ensure(
    teacher.length === n && student.length === n && n > 0,
    "SHAPE",
    () =>
      `states: expected ${n} of teacher and student, at least one; got ${teacher.length} and ${student.length}; give one for each label`,
  );
  const [sizes, lists] = [
    [0, 0, 0],
    [labels, teacher, student],
  ];
  for (const [axis, list] of lists.entries())
    for (let k = 0; k < n; k++) {
      const own = list[k]!;
      ensure(
        Number.isInteger(own) && own >= 0,
        "RANGE",
        () => `states, example ${k}: expected whole numbers from 0; got ${own}; number the states`,
      );
      sizes[axis] = Math.max(sizes[axis]!, own + 1);
    }
  const [Y = 1, T = 1, S = 1] = sizes;
  const counts = new Float64Array(Y * T * S);
  for (let k = 0; k < n; k++) counts[(labels[k]! * T + teacher[k]!) * S + student[k]!]! += 1;
  return jointTable(counts, [Y, T, S]);
}

/** Sums over the student: P(y, t) `[Y, T]`, over the teacher: P(y, s) `[Y, S]`, over both: P(y). */
export interface Marginals {
  readonly yt: Float64Array;
  readonly ys: Float64Array;
  readonly y: Float64Array;
}

export function marginalsOf({ values, labels: Y, teacher: T, student: S }: JointTable): Marginals {
  const [yt, ys, y] = [new Float64Array(Y * T), new Float64Array(Y * S), new Float64Array(Y)];
  for (let k = 0; k < values.length; k++) {
    const s = k % S;
    const row = Math.floor(k / S);
    const label = Math.floor(row / T);
    yt[row]! += values[k]!;
    ys[label * S + s]! += values[k]!;
    y[label]! += values[k]!;
  }
  return { yt, ys, y };
}

/** I(Y; X) in nats of P(y, x) `[Y, X]`, row by row; 0 ln 0 is 0. */
export function mutualInformation(joint: Float64Array, columns: number): number {
  const pointwise = pointwiseInformation(joint, columns);
  return Math.max(
    0,
    joint.reduce((sum, p, k) => (p > 0 ? sum + p * pointwise[k]! : sum), 0),
  );
}

/** ln p(y, x) / (p(y) p(x)) in nats `[Y, X]`; 0 where p is 0. */
export function pointwiseInformation(joint: Float64Array, columns: number): Float64Array {
  const rows = new Float64Array(joint.length / columns);
  const sums = new Float64Array(columns);
  for (let k = 0; k < joint.length; k++) {
    rows[Math.floor(k / columns)]! += joint[k]!;
    sums[k % columns]! += joint[k]!;
  }
  return joint.map((p, k) => (p > 0 ? Math.log(p / (rows[Math.floor(k / columns)]! * sums[k % columns]!)) : 0));
}
