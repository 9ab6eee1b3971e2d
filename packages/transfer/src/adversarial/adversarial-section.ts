// Whether what fools a teacher fools its students.

import type { Drawing, Finding, Interval, StudySection } from "@stillpoint/core";
import { claimed, gapFindings, shareInterval } from "../students/gap-finding.ts";
import { differenceOfMeans, gapBetween, meanOf, pairedGaps, type StudentValues } from "../students/student-values.ts";
import { controlText, percent, pointsMore } from "../students/words.ts";
import type { Attack } from "./attack.ts";

/** Every student on the samples that fooled one network, from `fooledValues`. */
export interface FooledStudents {
  readonly attack: Pick<Attack, "epsilon" | "rate" | "reached" | "fooled">;
  readonly changed: StudentValues;
  readonly wrong: StudentValues;
  readonly sameWrong: StudentValues;
}

export interface AdversarialStudy {
  /** The attack on the teacher. */
  readonly own: FooledStudents;
  /** The same attack on a network that taught none of them. */
  readonly foreign?: FooledStudents;
  /** What ε is counted in, for people, such as `of a picture's range`. */
  readonly unit: string;
  /** How it was made, for people, such as `Iterative FGSM in 5 steps`. */
  readonly method: string;
  /** From `attackStrip`. */
  readonly drawings?: readonly Drawing[];
}

/**
 * Findings `adversarial.fooled` (the gap on the samples that fooled the teacher, beside the gap under the foreign attack),
 * `adversarial.specificity` (the difference of both), `adversarial.sameWrong`, `adversarial.wrong`, and the attack itself.
 */
export function adversarialSection({ own, foreign, unit, method, drawings = [] }: AdversarialStudy): StudySection {
  const independent = meanOf(own.changed, "scratch");
  return {
    id: "adversarial",
    title: "What fools them",
    text:
      `${method} changes samples until they fool the teacher; students see the samples that did. A student is fooled where it no longer gives its own answer to the clean sample. ` +
      "A network that is fooled more easily is so by any attack: what counts is the gap under the teacher's attack minus that under an attack on a network that taught none of them.",
    findings: [
      attackFinding("adversarial.teacher", "the teacher", own, unit),
      ...(foreign === undefined ? [] : [attackFinding("adversarial.foreign", "the foreign network", foreign, unit)]),
      ...gapFindings({
        id: "adversarial.fooled",
        values: own.changed,
        control: (role) =>
          foreign && {
            what: "Under the foreign attack",
            interval: shareInterval(gapBetween(foreign.changed, role, "scratch")),
          },
        sentence: (who, gap, control) =>
          `What fooled the teacher changes the answer of independent students on ${percent(independent)} of samples, of ${who} on ${pointsMore(gap)}. ` +
          controlText(control.what, control.interval),
      }),
      specificity(own, foreign),
      ...gapFindings({
        id: "adversarial.sameWrong",
        values: own.sameWrong,
        sentence: (who, gap, control) =>
          `Independent students give the very wrong answer that the teacher was fooled into on ${percent(meanOf(own.sameWrong, "scratch"))} of these samples, ${who} on ${pointsMore(gap)}. ${controlText(control.what, control.interval)}`,
      }),
      ...gapFindings({
        id: "adversarial.wrong",
        values: own.wrong,
        sentence: (who, gap, control) =>
          `Independent students are wrong on ${percent(meanOf(own.wrong, "scratch"))} of these samples, ${who} on ${pointsMore(gap)}. ${controlText(control.what, control.interval)}`,
      }),
    ],
    drawings,
  };
}

function specificity(own: FooledStudents, foreign: FooledStudents | undefined): Finding {
  const missing = foreign === undefined ? "no attack on a foreign network" : "no distilled or no scratch student";
  const gaps = (from: FooledStudents | undefined, role: "distilled" | "null") =>
    from && pairedGaps(from.changed, role, "scratch");
  const found = differenceOfMeans(gaps(own, "distilled"), gaps(foreign, "distilled"), missing);
  const control = shareInterval(
    differenceOfMeans(gaps(own, "null"), gaps(foreign, "null"), foreign === undefined ? missing : "no null student"),
    2,
  );
  const finding = claimed("adversarial.specificity", found, control, () => "");
  const interval = shareInterval(found, 2);
  const sentence = Number.isNaN(found.mean)
    ? `Whether students are fooled by their own teacher's attack in particular cannot be told: ${found.reason ?? "no values"}.`
    : `The gap between distilled and independent students is under the attack on their teacher ${pointsMore(interval)} than under the foreign one. ${controlText("With a second independent student in the distilled one's place", control)}`;
  return { ...finding, interval, sentence };
}

function attackFinding(id: string, who: string, { attack }: FooledStudents, unit: string): Finding {
  const { rate, epsilon, reached, fooled } = attack;
  const none: Interval = {
    mean: Number.NaN,
    low: Number.NaN,
    high: Number.NaN,
    reason: "a setting, not a measurement",
  };
  const size = `changes of at most ${Number(epsilon.toPrecision(3))} ${unit}`;
  return {
    ...{ id, topic: "came-along", value: rate, interval: { ...none, mean: rate }, control: none, direction: "neither" },
    sentence: reached
      ? `With ${size} the attack changes the answer of ${who} on ${percent(rate)} of ${fooled.length} samples.`
      : `The fooling rate that was wanted is out of reach: with ${size}, the most that was allowed, the attack changes the answer of ${who} on ${percent(rate)} of ${fooled.length} samples.`,
  };
}
