// Whether a student takes over its teacher's errors more than its correct answers.

import { ensure } from "@stillpoint/core";

/** A number of n examples with what each adds to it, to first order; the parts' mean is the number. */
export interface PartedNumber {
  readonly value: number;
  /** `[n]`; all NaN where the value is. */
  readonly parts: Float64Array;
}

export interface AsymmetricTransfer {
  /** Of the agreement that was still to be had where the teacher is right, the share that the student has more. */
  readonly right: PartedNumber;
  /** The same where the teacher is wrong: the student gives the same wrong answer. */
  readonly wrong: PartedNumber;
  /** wrong − right: above 0, errors are handed over more than correct answers. */
  readonly index: PartedNumber;
  /** Examples on which the teacher is right, and wrong. */
  readonly examples: readonly [right: number, wrong: number];
}

/**
 * A_c = (agree_c(teacher, student) − agree_c(teacher, reference)) / (1 − agree_c(teacher, reference)) over the examples where
 * the teacher is right and over those where it is wrong, from the three networks' answers `[n]` and the labels `[n]`. The
 * denominator is the room above the reference, a student without the teacher: errors leave more of it than correct answers.
 * NaN where there are no such examples, or no room.
 *
 * @throws StillpointError SHAPE for lists of different lengths
 * Source: ours; the split after Mason-Williams et al. 2025 (arXiv 2510.12615, abstract and reviews), who leave the room out.
 */
export function asymmetricTransfer(
  teacher: ArrayLike<number>,
  student: ArrayLike<number>,
  reference: ArrayLike<number>,
  labels: ArrayLike<number>,
): AsymmetricTransfer {
  const n = labels.length;
  ensure(
    teacher.length === n && student.length === n && reference.length === n,
    "SHAPE",
    () =>
      `answers: expected ${n} of each network; got ${teacher.length}, ${student.length} and ${reference.length}; give one for each label`,
  );
  const of = (rightness: boolean): PartedNumber & { examples: number } => {
    const places = Array.from({ length: n }, (_, k) => k).filter((k) => (teacher[k] === labels[k]) === rightness);
    const share = (answers: ArrayLike<number>): number =>
      places.filter((k) => answers[k] === teacher[k]).length / places.length;
    const [own, other] = [share(student), share(reference)];
    const value = other < 1 ? (own - other) / (1 - other) : Number.NaN;
    const parts = new Float64Array(n).fill(value);
    for (const k of places) {
      const [moved, room] = [(student[k] === teacher[k] ? 1 : 0) - own, (reference[k] === teacher[k] ? 1 : 0) - other];
      parts[k]! += (n / places.length) * (moved / (1 - other) - (room * (1 - own)) / (1 - other) ** 2);
    }
    return { value, parts, examples: places.length };
  };
  const [right, wrong] = [of(true), of(false)];
  return {
    right: { value: right.value, parts: right.parts },
    wrong: { value: wrong.value, parts: wrong.parts },
    index: { value: wrong.value - right.value, parts: wrong.parts.map((part, k) => part - right.parts[k]!) },
    examples: [right.examples, wrong.examples],
  };
}
