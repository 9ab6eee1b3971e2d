// Teachers that cannot teach what KD hands on, by name.

import type { TeacherSignals } from "./signals.ts";

/**
 * - `label-smoothed` knows its labels and tells wrong classes hardly apart: trained with label smoothing, it has lost
 *   relations
 * - `over-confident` gives almost every example to one class, mostly the true one: p_t is 1 but for its mistakes, and examples
 *   it knows are not weighed one against the other
 */
export type TeacherFailure = "label-smoothed" | "over-confident";

export interface NamedFailure {
  readonly failure: TeacherFailure;
  /** What was seen, with its numbers. */
  readonly sentence: string;
}

/**
 * Where a failure begins, at T = 1, where nothing is softened: ours, from no paper. In trials on synthetic classes (K = 10 and
 * 20) R was at least 1.0 nats after training without smoothing, 0.06 to 0.9 with smoothing 0.2, 0.16 to 1.4 with 0.1: weak
 * smoothing on a hard problem is missed rather than a sound teacher named. Overtrained teachers decided 0.94 to 1 of their own
 * easy examples, sound ones at most 0.35.
 */
export const FAILURE_THRESHOLDS = {
  /** R in nats below which wrong classes count as alike. */
  relationSignal: 0.75,
  /** The same as a share of R's largest value, ln(K − 1), for few classes; both must hold. */
  relationShare: 0.35,
  /** Accuracy that tells a smoothed teacher from one that has learnt nothing, whose classes are alike too. */
  accuracy: 0.5,
  /** Share of examples with more than 0.99 for one class from which a teacher counts as over-confident. */
  decidedShare: 0.9,
} as const;

/** The failures seen at T = 1, in the order of the type; none for a sound teacher. `unsoftened` are its signals there. */
export function failuresOf(unsoftened: TeacherSignals, classes: number, accuracy: number): readonly NamedFailure[] {
  const { relationSignal, certainShare, decidedShare, instanceSignal } = unsoftened;
  const most = Math.log(classes - 1);
  const least = Math.min(FAILURE_THRESHOLDS.relationSignal, FAILURE_THRESHOLDS.relationShare * most);
  const found: NamedFailure[] = [];
  if (relationSignal.mean < least && accuracy >= FAILURE_THRESHOLDS.accuracy)
    found.push({
      failure: "label-smoothed",
      sentence: `At T = 1 the teacher tells wrong classes apart by ${relationSignal.mean.toPrecision(2)} nats of at most ${most.toPrecision(3)}, as teachers trained with label smoothing do: there is little of class relations to hand on.`,
    });
  if (decidedShare >= FAILURE_THRESHOLDS.decidedShare)
    found.push({
      failure: "over-confident",
      sentence: `At T = 1 the teacher gives one class more than 0.99 in ${percent(decidedShare)} of the examples, the true class in ${percent(certainShare)} (variance of p_t ${instanceSignal.mean.toPrecision(2)}): what it knows is hardly weighed. Answers on its own training data look so; softening or held-out examples may bring weights back.`,
    });
  return found;
}

/** A share in percent, rounded down, so that 100 % is all. */
export function percent(share: number): string {
  return `${Math.floor(share * 1000 + 1e-9) / 10} %`;
}
