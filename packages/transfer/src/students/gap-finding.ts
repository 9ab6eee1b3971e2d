// What distilled students have beyond independent ones, as a finding beside two independent students.

import { type CrossedDifference, type Finding, type Interval, intervalOf, type Role } from "@stillpoint/core";
import { gapBetween, type StudentValues } from "./student-values.ts";

/** Roles whose gap is shown beside that of distilled students. */
const BESIDE: readonly Role[] = ["self-distilled", "placebo"];

export interface GapWords {
  readonly id: string;
  readonly values: StudentValues;
  /** Where not that of two independent students. */
  readonly control?: Interval;
  /** The sentence, given who is compared with independent students, by how much, and what the control shows. */
  sentence(who: string, gap: Interval, control: Interval): string;
}

/**
 * The gap of distilled students over independent ones, as a claim, and those of self-distilled and placebo students where
 * there are any, which only describe. Values are shares or 0 and 1.
 */
export function gapFindings(words: GapWords): readonly Finding[] {
  const { values } = words;
  const control = words.control ?? shareInterval(gapBetween(values, "null", "scratch"));
  const of = (role: Role, id: string): Finding =>
    claimed(id, gapBetween(values, role, "scratch"), control, (gap) => words.sentence(roleWords(role), gap, control));
  const others = BESIDE.filter((role) => values[role] !== undefined);
  return [
    of("distilled", words.id),
    ...others.map((role): Finding => {
      const { nothing: _, p: __, ...described } = of(role, `${words.id}.${role}`);
      return { ...described, direction: "neither" };
    }),
  ];
}

/** A difference of shares as a claim that it is above 0. */
export function claimed(
  id: string,
  difference: CrossedDifference,
  control: Interval,
  sentence: (gap: Interval) => string,
): Finding {
  const interval = shareInterval(difference);
  return {
    ...{ id, topic: "came-along", value: difference.mean, interval, control, direction: "higher", nothing: 0 },
    ...(Number.isNaN(difference.p) ? {} : { p: difference.p }),
    sentence: sentence(interval),
  };
}

/** An interval of a difference of shares, or with 2 of two such differences, no wider than that can be. */
export function shareInterval(found: Interval, most = 1): Interval {
  const { low, high, ...rest } = intervalOf(found);
  // Math.max keeps a NaN.
  return { ...rest, low: Math.max(low, -most), high: Math.min(high, most) };
}

/** A role in a sentence, in the plural. */
export function roleWords(role: Role): string {
  if (role === "distilled") return "distilled students";
  if (role === "self-distilled") return "students of a network like themselves";
  return role === "placebo" ? "students of an untrained teacher" : "independent students";
}
