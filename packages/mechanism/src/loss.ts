// The loss of a student that learns from labels and soft targets, example by example.

import { ensure } from "@stillpoint/core";
import type { Logits } from "./logits.ts";
import { rowDistribution, rowRoom } from "./row-distribution.ts";
import { ensureTargetsOf, type SoftTargets, targetRow } from "./targets/soft-targets.ts";

/** How labels and targets are weighed. T is the targets' own. */
export interface LossWeights {
  /** w in 0..1 of the targets' term; the label's has 1 − w. */
  readonly teacherWeight: number;
  /**
   * Whether the targets' term is multiplied by T², as in Hinton et al. 2015. Its gradient is w T (q~ − p~) with, w/T (q~ − p~)
   * without: the two conventions differ by T² in what a weight means. Nothing changes at T = 1.
   */
  readonly temperatureSquared: boolean;
}

/** w s: what the cross-entropy with the targets is multiplied by. @throws StillpointError RANGE for w outside 0..1 */
export function targetFactor({ teacherWeight, temperatureSquared }: LossWeights, temperature: number): number {
  ensure(
    teacherWeight >= 0 && teacherWeight <= 1,
    "RANGE",
    () => `teacherWeight: expected 0 to 1; got ${teacherWeight}; the label's weight is what is left of 1`,
  );
  return teacherWeight * (temperatureSquared ? temperature ** 2 : 1);
}

/**
 * `[n]` (1 − w) H(y, q) + w s H(p~, q~) of each example in nats, s = T² or 1, q = softmax(z), q~ = softmax(z / T), p~ the
 * targets. Cross-entropies: the divergence is less by the targets' own entropy, which no gradient sees. A batch's loss is
 * the mean.
 *
 * @throws StillpointError SHAPE or INPUT for targets of other examples, RANGE for w outside 0..1
 */
export function distillationLoss(student: Logits, targets: SoftTargets, weights: LossWeights): Float64Array {
  ensureTargetsOf(student, targets);
  const factor = targetFactor(weights, targets.temperature);
  const room = rowRoom(student.classes);
  return Float64Array.from({ length: student.rows }, (_, row) => {
    const { log } = rowDistribution(student, row, targets.temperature, room);
    const p = targetRow(targets, row);
    let soft = 0;
    for (let k = 0; k < p.length; k++) soft -= p[k]! * log[k]!;
    return factor * soft - (1 - weights.teacherWeight) * rowDistribution(student, row, 1, room).logTrue;
  });
}
