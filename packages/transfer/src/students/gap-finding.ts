// What distilled students have beyond independent ones, as a finding beside students without the effect.

import {
  type CrossedDifference,
  type Finding,
  type Interval,
  intervalOf,
  type Role,
  seedCount,
} from "@stillpoint/core";
import { hardestControl } from "../cohort/contrast.ts";
import { gapBetween, type StudentValues } from "./student-values.ts";

/** Roles whose gap is shown beside that of distilled students. */
const BESIDE: readonly Role[] = ["self-distilled", "placebo"];

/** Students without this teacher's knowledge, with how a sentence on their gap begins. */
const CONTROLS = [
  ["null", "Between two independent students"],
  ["null-order", "With batches in another order"],
  ["placebo", "Of students of an untrained teacher"],
  ["self-distilled", "Of students of a network like themselves"],
] as const;

/** A control and how a sentence on it begins. */
export interface GapControl {
  readonly what: string;
  readonly interval: Interval;
}

export interface GapWords {
  readonly id: string;
  readonly values: StudentValues;
  /** That of a role's gap where it is none of the students' own; undefined for a role that it says nothing of. */
  readonly control?: (role: Role) => GapControl | undefined;
  /** The sentence, given who is compared with independent students, by how much, and what the control shows. */
  sentence(who: string, gap: Interval, control: GapControl): string;
}

/**
 * The gap of distilled students over independent ones, as a claim, and those of self-distilled and placebo students where
 * there are any, which only describe. The control is the one that reaches furthest to the gap's side among second independent
 * students, placebo and self-distilled ones. Values are shares or 0 and 1.
 */
export function gapFindings(words: GapWords): readonly Finding[] {
  const { values } = words;
  const of = (role: Role, id: string): Finding => {
    const found = gapBetween(values, role, "scratch");
    const control = words.control?.(role) ?? hardestOf(values, role, found.mean);
    return claimed(id, found, control.interval, (gap) => words.sentence(roleWords(role), gap, control));
  };
  const others = BESIDE.filter((role) => values[role] !== undefined);
  return [
    of("distilled", words.id),
    ...others.map((role): Finding => {
      const { nothing: _, p: __, seeds: ___, ...described } = of(role, `${words.id}.${role}`);
      return { ...described, direction: "neither" };
    }),
  ];
}

function hardestOf(values: StudentValues, role: Role, gap: number): GapControl {
  const there = CONTROLS.filter(([arm]) => arm !== role && values[arm] !== undefined);
  const all = there.map(([arm]) => ({ arm, difference: gapBetween(values, arm, "scratch") }));
  const found = hardestControl(all, gap < 0 ? "lower" : "higher");
  const what = CONTROLS.find(([arm]) => arm === found?.arm)?.[1] ?? CONTROLS[0][1];
  return { what, interval: shareInterval(found?.difference ?? gapBetween(values, "null", "scratch")) };
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
    seeds: seedCount(difference),
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
