// A number of the teacher's students beside the same number of students that had no teacher.

import { crossedDifference, crossedInterval, type Finding, type Interval, undefinedInterval } from "@stillpoint/core";

type Seeds = readonly Float64Array[];

export interface Compared {
  readonly value: number;
  readonly interval: Interval;
  readonly control: Interval;
  readonly nothing: number;
  readonly p?: number;
  /** Of the students and of the independent ones; NaN where there are none. */
  readonly own: number;
  readonly independent: number;
}

/**
 * Distilled minus independent, seeds x samples; the control is one independent student minus another. Without independent
 * students it is the number itself beside `placebo`, the same where the teacher's relations or weights are exchanged.
 */
export function compared(own: Seeds, independent: Seeds | undefined, placebo: Seeds): Compared {
  const alone = crossedInterval(own, "mean");
  if (independent === undefined)
    return {
      value: alone.mean,
      interval: alone,
      control: crossedInterval(placebo, "mean"),
      nothing: 0,
      own: alone.mean,
      independent: Number.NaN,
    };
  const seeds = Math.min(own.length, independent.length);
  const difference = crossedDifference(own.slice(0, seeds), independent.slice(0, seeds), "mean");
  const { mean, low, high, reason, p } = difference;
  return {
    value: mean,
    interval: { mean, low, high, ...(reason === undefined ? {} : { reason }) },
    control: independentPairs(independent),
    nothing: 0,
    ...(Number.isNaN(p) ? {} : { p }),
    own: alone.mean,
    independent: crossedInterval(independent, "mean").mean,
  };
}

/** Each independent student minus the one before it: two networks that differ by chance. */
function independentPairs(independent: Seeds): Interval {
  if (independent.length < 2)
    return undefinedInterval("two independent students would show how far networks differ by chance");
  const pairs = Math.floor(independent.length / 2);
  const { mean, low, high, reason } = crossedDifference(
    independent.slice(0, pairs),
    independent.slice(pairs, 2 * pairs),
    "mean",
  );
  return { mean, low, high, ...(reason === undefined ? {} : { reason }) };
}

/** A finding of it. */
export function comparedFinding(
  id: string,
  { value, interval, control, nothing, p }: Compared,
  direction: "higher" | "lower",
  sentence: string,
): Finding {
  return {
    id,
    topic: "cause",
    value,
    interval,
    control,
    direction,
    nothing,
    ...(p === undefined ? {} : { p }),
    sentence,
  };
}
