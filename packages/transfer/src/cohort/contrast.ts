// A number of the distilled student against that of the student without a teacher, beside controls.

import {
  type CrossedDifference,
  crossedDifference,
  crossedMean,
  type Interval,
  undefinedDifference,
  undefinedInterval,
} from "@stillpoint/core";
import { type Arm, armOf, CONTROLS, type Cohort, pairsOf, REFERENCE, TREATED } from "./cohort.ts";

/** A difference to the student from labels alone, seeds and examples crossed. */
export interface ArmDifference {
  readonly arm: Arm;
  readonly difference: CrossedDifference;
}

export interface Contrast {
  /** Mean of the number over examples, then over the seeds that are compared. NaN where the contrast itself is the number. */
  readonly treated: number;
  readonly reference: number;
  /** distilled − scratch. */
  readonly difference: CrossedDifference;
  /** Students without this teacher's knowledge − scratch, those that are there. */
  readonly controls: readonly ArmDifference[];
}

/**
 * The contrast of a number, given as what each example adds to it: `[n]` for every student, whose mean is the number; NaN for
 * an example without one. Only seeds that have both students count, and at each the same examples stand at the same place.
 */
export function contrastOf(numbers: Cohort<Float64Array>): Contrast {
  const pairs = pairsOf(numbers, TREATED, REFERENCE);
  return {
    treated: crossedMean(pairs.map(({ treated }) => treated)),
    reference: crossedMean(pairs.map(({ reference }) => reference)),
    ...differencesOf(numbers, (all) =>
      crossedDifference(
        all.map(({ treated }) => treated),
        all.map(({ reference }) => reference),
        "mean",
      ),
    ),
  };
}

/** The same for what two students together give, such as a gain over the second that is a ratio: parts of each pair. */
export function pairContrast<T>(
  cohort: Cohort<T>,
  parts: (treated: T, reference: T, seed: number | undefined) => Float64Array,
): Contrast {
  return {
    treated: Number.NaN,
    reference: Number.NaN,
    ...differencesOf(cohort, (all) => {
      const own = all.map(({ treated, reference, seed }) => parts(treated, reference, seed));
      return crossedDifference(
        own,
        own.map((values) => new Float64Array(values.length)),
        "mean",
      );
    }),
  };
}

/** The interval that reaches furthest towards the effect: the control that is hardest to beat. Undefined without any. */
export function hardestControl(
  controls: readonly ArmDifference[],
  direction: "higher" | "lower" | "neither",
): ArmDifference | undefined {
  const reach = ({ difference: { mean, low, high } }: ArmDifference): number => {
    const [down, up] = Number.isNaN(low) ? [mean, mean] : [low, high];
    return direction === "higher" ? up : direction === "lower" ? -down : Math.max(Math.abs(down), Math.abs(up));
  };
  return controls
    .filter(({ difference }) => !Number.isNaN(difference.mean))
    .reduce<ArmDifference | undefined>(
      (best, control) => (best === undefined || reach(control) > reach(best) ? control : best),
      undefined,
    );
}

/** Why there is no control, for a finding. */
export const NO_CONTROL: Interval = undefinedInterval(
  "no second student from labels, placebo, self-distilled student or student of another teacher shows the number without the effect",
);

type Pairs<T> = ReturnType<typeof pairsOf<T>>;

function differencesOf<T>(
  cohort: Cohort<T>,
  difference: (pairs: Pairs<T>) => CrossedDifference,
): Pick<Contrast, "difference" | "controls"> {
  const against = (arm: Arm): ArmDifference => {
    const pairs = pairsOf(cohort, arm, REFERENCE);
    return { arm, difference: pairs.length === 0 ? undefinedDifference(missing(cohort, arm)) : difference(pairs) };
  };
  const there = (arm: Arm): boolean => pairsOf(cohort, arm, REFERENCE).length > 0;
  return {
    difference: against(TREATED).difference,
    controls: CONTROLS.filter(there).map(against),
  };
}

function missing(cohort: Cohort<unknown>, arm: Arm): string {
  const absent = [arm, REFERENCE].filter((name) => !cohort.some((member) => armOf(member) === name));
  return absent.length === 0
    ? `no seed has both a ${arm} and a ${REFERENCE} student`
    : `no ${absent.join(" and no ")} student`;
}
