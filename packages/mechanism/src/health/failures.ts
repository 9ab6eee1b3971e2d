// Teachers that cannot teach what KD hands on, by name.

import type { TeacherSignals } from "./signals.ts";

/**
 * - `label-smoothed` knows its labels and tells wrong classes hardly apart: trained with label smoothing, it has lost
 *   relations
 * - `over-confident` gives almost every example to one class, mostly the true one: p_t is 1 but for its mistakes, and examples
 *   it knows are not weighed one against the other
 */
export type TeacherFailure = "label-smoothed" | "over-confident";

export interface NamedFailure {
  readonly failure: TeacherFailure;
  /** What was seen, with its numbers. */
  readonly sentence: string;
}

/** Where a failure begins: ours, from no paper. All at T = 1, where nothing is softened. */
export const FAILURE_THRESHOLDS = {
  /** R as a share of its largest value, ln(K − 1), below which wrong classes count as alike. */
  relationShare: 0.05,
  /** Median p_t that tells a smoothed teacher from one that has learnt nothing, whose classes are alike too. */
  medianTrueProbability: 0.5,
  /** Share of examples with more than 0.99 for one class from which a teacher counts as over-confident. */
  decidedShare: 0.95,
} as const;

/** The failures seen at T = 1, in the order of the type; none for a sound teacher. `unsoftened` are its signals there. */
export function failuresOf(unsoftened: TeacherSignals, classes: number): readonly NamedFailure[] {
  const { relationSignal, quartiles, certainShare, decidedShare, instanceSignal } = unsoftened;
  const most = Math.log(classes - 1);
  const found: NamedFailure[] = [];
  const knowsLabels = quartiles[1] >= FAILURE_THRESHOLDS.medianTrueProbability;
  if (most > 0 && relationSignal.mean < FAILURE_THRESHOLDS.relationShare * most && knowsLabels)
    found.push({
      failure: "label-smoothed",
      sentence: `At T = 1 the teacher tells wrong classes apart by ${relationSignal.mean.toPrecision(2)} nats of at most ${most.toPrecision(3)}, with a median p_t of ${quartiles[1].toFixed(3)}: so answers a teacher trained with label smoothing, which has no class relations to hand on.`,
    });
  if (decidedShare >= FAILURE_THRESHOLDS.decidedShare)
    found.push({
      failure: "over-confident",
      sentence: `At T = 1 the teacher gives one class more than 0.99 in ${percent(decidedShare)} of the examples, the true class in ${percent(certainShare)} (variance of p_t ${instanceSignal.mean.toPrecision(2)}): what it knows is hardly weighed. Answers on its own training data look so; softening or held-out examples may bring weights back.`,
    });
  return found;
}

/** A share in percent, rounded down, so that 100 % is all. */
export function percent(share: number): string {
  return `${Math.floor(share * 1000 + 1e-9) / 10} %`;
}
