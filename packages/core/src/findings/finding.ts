// One thing found about a teacher or its students, with what a reader needs to judge it.

import type { Interval } from "../task-result.ts";

/**
 * What a finding is about: the `teacher` before any student, the `cause` of what distillation does, what a student has
 * `kept` or lost of what its teacher can do, what `came-along` unasked.
 */
export type FindingTopic = "teacher" | "cause" | "kept" | "came-along";

export interface Finding {
  /** Stable, such as `health.relationSignal`. */
  readonly id: string;
  readonly topic: FindingTopic;
  /** NaN where it is not defined; then `interval.reason` says why. */
  readonly value: number;
  /** 95 %; NaN with a reason where there is none. */
  readonly interval: Interval;
  /** The same number between networks that lack what it is about; NaN with a reason where nothing of the kind exists. */
  readonly control: Interval;
  /** Which way the number speaks for the effect or the network it is of; `neither` where more is not better. */
  readonly direction: "higher" | "lower" | "neither";
  /** The value that says nothing, 0 for a difference, ½ for a share of wins; absent where the number describes and claims nothing. */
  readonly nothing?: number;
  /** Two-sided, of `nothing`; absent where it was not tested. */
  readonly p?: number;
  /**
   * Trainings that stand behind it, where it claims something of how students are taught: below three it claims nothing, since
   * two networks trained alike differ too. Absent where no training is claimed about, such as for a teacher's own answers.
   */
  readonly seeds?: number;
  /** What it means, true of these numbers. */
  readonly sentence: string;
}
