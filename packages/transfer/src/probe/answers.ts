// What logits answer: a class, or several at once such as start and end of a span.

import { argmax, ensure } from "@stillpoint/core";

/** How a network's logits lie: `[rows, classes]` of each sample, 1 row for a class, 2 for start and end of a span. */
export interface LogitShape {
  readonly rows: number;
  readonly classes: number;
}

/**
 * The answer of every sample `[s]` to logits `[s·rows·classes]`: its class, or Σ_r class_r · classes^r over its rows, so
 * that answers are equal exactly where all rows are. Ties go to the lower class.
 */
export function answersOf(logits: Float32Array, { rows, classes }: LogitShape): Float64Array {
  const count = logits.length / (rows * classes);
  return Float64Array.from({ length: count }, (_, sample) => {
    let answer = 0;
    for (let row = rows - 1; row >= 0; row--) {
      const start = (sample * rows + row) * classes;
      answer = answer * classes + argmax(logits.subarray(start, start + classes));
    }
    return answer;
  });
}

/** Labels `[s·rows]` as the answers they are `[s]`. Throws `StillpointError SHAPE` for another number of them. */
export function labelAnswers(labels: ArrayLike<number>, { rows, classes }: LogitShape): Float64Array {
  ensure(
    labels.length % rows === 0,
    "SHAPE",
    () => `labels: expected ${rows} for each sample; got ${labels.length}; give one for each row of logits`,
  );
  return Float64Array.from({ length: labels.length / rows }, (_, sample) => {
    let answer = 0;
    for (let row = rows - 1; row >= 0; row--) answer = answer * classes + labels[sample * rows + row]!;
    return answer;
  });
}

/** 1 where two lists of answers `[s]` are equal, else 0. Throws `StillpointError SHAPE` for lists of different lengths. */
export function sameAnswers(a: Float64Array, b: Float64Array): Float64Array {
  ensure(
    a.length === b.length,
    "SHAPE",
    () =>
      `answers: expected as many of both; got ${a.length} and ${b.length}; ask both networks about the same samples`,
  );
  return a.map((answer, k) => (answer === b[k] ? 1 : 0));
}
