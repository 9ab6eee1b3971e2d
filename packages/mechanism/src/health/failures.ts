// Teachers that cannot teach what KD hands on, by name.

import type { Interval } from "@stillpoint/core";
import type { TeacherSignals } from "./signals.ts";
import type { SmoothingSign } from "./smoothing-sign.ts";

/**
 * - `label-smoothed` leaves more of its probability to wrong classes than they get labels, as training with label smoothing
 *   does, which takes from relations and from what examples are worth
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
 * Where a failure begins, at T = 1, where nothing is softened: ours, from no paper, chosen on 213 trained teachers of synthetic
 * classes (K = 5, 10 and 20; the numbers are in `benchmarks/results/mechanism-synthetic.md`). Where labels are sure, teachers without
 * smoothing bore at most 0.04 and those with 0.1 at least 0.10 on their own samples; 4 of 39 that were still learning theirs by heart bore more.
 * Overtrained teachers decided 0.94 to 1 of their own easy examples, sound ones at most 0.35.
 */
export const FAILURE_THRESHOLDS = {
  /** The smoothing that the answers bear, from which a teacher counts as smoothed: its interval lies above. */
  smoothing: 0.07,
  /** Wrong among the surest quarter of the answers, above which labels are too noisy to tell smoothing of usual strength. */
  surestError: 0.06,
  /** Share of examples with more than 0.99 for one class from which a teacher counts as over-confident. */
  decidedShare: 0.9,
} as const;

/** e that networks are usually trained with. */
const USUAL = 0.1;

/** What is looked at, at T = 1. */
export interface FailureSigns {
  readonly unsoftened: TeacherSignals;
  readonly smoothing: SmoothingSign;
  readonly classes: number;
}

/** The failures seen at T = 1, in the order of the type; none for a sound teacher. Two classes have no relations to lose. */
export function failuresOf({ unsoftened, smoothing, classes }: FailureSigns): readonly NamedFailure[] {
  const { relationSignal, certainShare, decidedShare, instanceSignal } = unsoftened;
  const { borne, surestError } = smoothing;
  const found: NamedFailure[] = [];
  if (classes > 2 && borne.low > FAILURE_THRESHOLDS.smoothing && surestError <= FAILURE_THRESHOLDS.surestError)
    found.push({
      failure: "label-smoothed",
      sentence: `At T = 1 the teacher leaves wrong classes more than labels fall to them, as label smoothing of ${two(borne)} does, and tells them apart by ${relationSignal.mean.toPrecision(2)} nats of at most ${Math.log(classes - 1).toPrecision(3)}: that part of its targets is alike for all. Logits that were divided by a T look so too, and those of examples that it was still learning when training stopped: held-out ones do not.`,
    });
  if (decidedShare >= FAILURE_THRESHOLDS.decidedShare)
    found.push({
      failure: "over-confident",
      sentence: `At T = 1 the teacher gives one class more than 0.99 in ${percent(decidedShare)} of the examples, the true class in ${percent(certainShare)} (variance of p_t ${instanceSignal.mean.toPrecision(2)}): what it knows is hardly weighed. Answers on its own training data look so; softening or held-out examples may bring weights back.`,
    });
  return found;
}

/** Why label smoothing can be neither seen nor ruled out; undefined where it can, or was seen. */
export function smoothingUntold({ smoothing: { borne, surestError }, classes }: FailureSigns): string | undefined {
  const { smoothing, surestError: most } = FAILURE_THRESHOLDS;
  if (classes < 3) return "of two classes there are no relations for it to take";
  if (Number.isNaN(borne.low)) return borne.reason ?? "its amount has no interval";
  if (surestError > most)
    return `even among the surest quarter of its answers the label is another class in ${percent(surestError)}, and label smoothing of usual strength takes no more than such noise`;
  if (borne.low <= smoothing && borne.high > USUAL)
    return `the examples leave all between ${borne.low.toPrecision(2)} and ${borne.high.toPrecision(2)}; take more`;
  return undefined;
}

function two({ low, high, mean }: Interval): string {
  return `${mean.toPrecision(2)} (${low.toPrecision(2)} to ${high.toPrecision(2)})`;
}

/** A share in percent to a tenth; 100 % is all. */
export function percent(share: number): string {
  const told = Math.round(share * 1000) / 10;
  return `${share < 1 ? Math.min(told, 99.9) : told} %`;
}
