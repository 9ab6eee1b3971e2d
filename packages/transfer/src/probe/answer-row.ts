// One row of logits [b, rows, classes] that is the answer, such as where a span begins.

import { ensure } from "@stillpoint/core";

export interface AnswerRow {
  /** Rows of the output. */
  readonly all: number;
  /** The one that is asked for; undefined for all of them together. */
  readonly only: number | undefined;
}

/** Throws `StillpointError RANGE` for a row that `output` does not have. */
export function answerRow(output: string, all: number, only: number | undefined): AnswerRow {
  ensure(
    only === undefined || (Number.isInteger(only) && only >= 0 && only < all),
    "RANGE",
    () => `output ${output}: expected a row from 0 to ${all - 1}; got ${only}; name one that it has`,
  );
  return { all, only };
}

/** `[s·classes]` of the row asked for, out of `[s·rows·classes]`. */
export function rowOf(logits: Float32Array, { all, only }: AnswerRow, classes: number): Float32Array {
  if (only === undefined || all === 1) return logits;
  const row = new Float32Array(logits.length / all);
  for (let at = 0; at < row.length; at += classes)
    row.set(logits.subarray(at * all + only * classes, at * all + (only + 1) * classes), at);
  return row;
}

/** A cotangent of the row asked for as one of all rows, 0 in the others. */
export function inRow(cotangent: Float32Array, { all, only }: AnswerRow, classes: number): Float32Array {
  if (only === undefined || all === 1) return cotangent;
  const whole = new Float32Array(cotangent.length * all);
  for (let at = 0; at < cotangent.length; at += classes)
    whole.set(cotangent.subarray(at, at + classes), at * all + only * classes);
  return whole;
}
