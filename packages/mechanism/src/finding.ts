// One thing found about a teacher or its students, with what a reader needs to judge it.

import type { Interval } from "@stillpoint/core";

export interface Finding {
  /** Stable, such as `health.relationSignal`. */
  readonly id: string;
  /** NaN where it is not defined; then `interval.reason` says why. */
  readonly value: number;
  /** 95 %; NaN with a reason where there is none. */
  readonly interval: Interval;
  /** The same number where the effect is absent by construction; NaN with a reason where nothing of the kind exists. */
  readonly control: Interval;
  /** Which way the number speaks for the effect or the network it is of; `neither` where more is not better. */
  readonly direction: "higher" | "lower" | "neither";
  /** What it means, true of these numbers. */
  readonly sentence: string;
}
