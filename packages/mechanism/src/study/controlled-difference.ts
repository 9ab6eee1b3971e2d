// A number of the teacher's students beside the same number of students that had no teacher.

import {
  bothWays,
  crossedDifference,
  crossedInterval,
  type Finding,
  type Interval,
  seedCount,
  undefinedInterval,
} from "@stillpoint/core";

type Seeds = readonly Float64Array[];

export interface Compared {
  readonly value: number;
  readonly interval: Interval;
  readonly control: Interval;
  /** Absent without independent students: what any network has claims nothing of its teacher. */
  readonly nothing?: number;
  readonly p?: number;
  readonly seeds?: number;
  /** Of the students and of the independent ones that were compared; NaN where there are none. */
  readonly own: number;
  readonly independent: number;
}

/** What is known of each student of a group, `[seed][sample]`, and the seeds of their trainings. */
export interface SeededValues {
  readonly values: Seeds;
  readonly seeds: readonly (number | undefined)[];
}

/**
 * Distilled minus independent, seeds x samples: students of one seed, or where none share a seed one after the other, as many
 * as there are of both. The control is independent students minus others, as far the one way as the other. Without independent
 * students it is the number itself beside `placebo`, the same where the teacher's relations or weights are exchanged, and no
 * claim: any network that has learnt the labels has some of it.
 */
export function compared(own: SeededValues, independent: SeededValues | undefined, placebo: Seeds): Compared {
  if (independent === undefined) {
    const alone = crossedInterval(own.values, "mean");
    return {
      value: alone.mean,
      interval: alone,
      control: crossedInterval(placebo, "mean"),
      own: alone.mean,
      independent: Number.NaN,
    };
  }
  const [treated, reference] = paired(own, independent);
  const left = own.values.length - treated.length;
  const difference = crossedDifference(treated, reference, "mean");
  const { mean, low, high, reason, p } = difference;
  const why =
    left > 0
      ? `${left} of ${own.values.length} students left out: no student without the teacher stands beside them`
      : reason;
  return {
    value: mean,
    interval: { mean, low, high, ...(why === undefined ? {} : { reason: why }) },
    control: independentPairs(independent.values),
    nothing: 0,
    seeds: seedCount(difference),
    ...(Number.isNaN(p) ? {} : { p }),
    own: crossedInterval(treated, "mean").mean,
    independent: crossedInterval(reference, "mean").mean,
  };
}

function paired(own: SeededValues, independent: SeededValues): readonly [Seeds, Seeds] {
  const pairs = own.values.flatMap((values, k) => {
    const seed = own.seeds[k];
    const other = seed === undefined ? undefined : independent.values[independent.seeds.indexOf(seed)];
    return other === undefined ? [] : [[values, other] as const];
  });
  if (pairs.length > 0) return [pairs.map(([values]) => values), pairs.map(([, other]) => other)];
  const count = Math.min(own.values.length, independent.values.length);
  return [own.values.slice(0, count), independent.values.slice(0, count)];
}

/** The first half of the independent students minus the second: networks that differ by chance, and so either way. */
function independentPairs(independent: Seeds): Interval {
  if (independent.length < 2)
    return undefinedInterval("two independent students would show how far networks differ by chance");
  const pairs = Math.floor(independent.length / 2);
  // Which half comes first is chance too: the interval must not reach less far to one side.
  return bothWays(crossedDifference(independent.slice(0, pairs), independent.slice(pairs, 2 * pairs), "mean"));
}

/** A finding of it. */
export function comparedFinding(
  id: string,
  { value, interval, control, nothing, p, seeds }: Compared,
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
    ...(nothing === undefined ? {} : { nothing }),
    ...(p === undefined ? {} : { p }),
    ...(seeds === undefined ? {} : { seeds }),
    sentence,
  };
}
