// A contrast as a finding: what the distilled student has more of, and what would be there anyhow.

import { type Finding, type FindingTopic, type Interval, intervalOf, seedCount } from "@stillpoint/core";
import type { Arm } from "./cohort.ts";
import { type ArmDifference, type Contrast, hardestControl, NO_CONTROL } from "./contrast.ts";

export interface ContrastText {
  readonly id: string;
  readonly topic: FindingTopic;
  /** Which sign speaks for the effect. */
  readonly direction: Finding["direction"];
  /** What is compared, as the beginning of a sentence: "Agreement with the teacher". */
  readonly subject: string;
  /** What the number says, one sentence. */
  readonly meaning: string;
  /** Decimals; 3 by default. */
  readonly digits?: number;
}

/** Who a student is, in words. */
export const ARM_WORDS: Readonly<Record<Arm, string>> = {
  distilled: "the distilled student",
  "self-distilled": "the self-distilled student",
  scratch: "the student from labels alone",
  placebo: "the placebo student",
  null: "a second student from labels",
  "null-order": "a student from labels in another order",
  "more-data": "a student from labels of the teacher's data",
  foreign: "a student of another teacher",
};

/**
 * The difference to the student from labels alone as a finding: `nothing` is 0, the control is the one that reaches furthest
 * to the side on which the difference lies, among second students from labels, placebo, self-distilled students and those of
 * another teacher: what goes against the finding's direction needs a control as much as what goes along. The sentence has the
 * self-distilled student in any case.
 */
export function contrastFinding(text: ContrastText, contrast: Contrast): Finding {
  const { difference, controls } = contrast;
  const control = hardestControl(controls, sideOf(difference.mean, text.direction));
  return {
    id: text.id,
    topic: text.topic,
    value: difference.mean,
    interval: intervalOf(difference),
    control: control === undefined ? NO_CONTROL : intervalOf(control.difference),
    direction: text.direction,
    nothing: 0,
    seeds: seedCount(difference),
    ...(Number.isNaN(difference.p) ? {} : { p: difference.p }),
    sentence: sentenceOf(text, contrast, control),
  };
}

function sideOf(mean: number, direction: Finding["direction"]): Finding["direction"] {
  if (direction === "neither" || !(Math.abs(mean) > 0)) return direction;
  return mean > 0 ? "higher" : "lower";
}

/** "+0.120 (95 % 0.080 to 0.160)". */
export function signedInterval(interval: Interval, digits = 3): string {
  const { mean, low, high, reason } = interval;
  if (Number.isNaN(mean)) return `a number that is not defined (${reason ?? "no values"})`;
  const range = Number.isNaN(low) ? "no interval" : `95 % ${fixed(low, digits)} to ${fixed(high, digits)}`;
  const own = fixed(mean, digits);
  return `${mean > 0 && Number(own) !== 0 ? "+" : ""}${own} (${range})`;
}

/** Without the sign of what is rounded to 0. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

function sentenceOf(text: ContrastText, contrast: Contrast, control: ArmDifference | undefined): string {
  const { subject, meaning, digits = 3 } = text;
  const { treated, reference, difference, controls } = contrast;
  if (Number.isNaN(difference.mean)) return `${subject} cannot be compared: ${difference.reason ?? "not defined"}.`;
  const seeds = seedCount(difference);
  const levels = Number.isNaN(treated)
    ? ":"
    : ` is ${treated.toFixed(digits)} for ${ARM_WORDS.distilled} and ${reference.toFixed(digits)} for ${ARM_WORDS.scratch}, a difference of`;
  const clauses = [
    `${subject}${levels} ${signedInterval(difference, digits)} over ${counted(seeds, "seed")}`,
    ...controls
      .filter((own) => own === control || own.arm === "self-distilled")
      .map((own) => {
        const number = signedInterval(own.difference, digits);
        // Of a pair the number is none of either: it is not what one has more.
        return Number.isNaN(treated)
          ? `with ${ARM_WORDS[own.arm]} in the distilled one's place it is ${number}`
          : `${ARM_WORDS[own.arm]} differs from the one from labels alone by ${number}`;
      }),
    ...(control === undefined ? [NO_CONTROL.reason] : []),
  ];
  return `${clauses.join("; ")}. ${meaning}`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
