// The loss that was used as a sum: label, true class against the rest, wrong classes among themselves, a constant.

import type { Logits } from "./logits.ts";
import { type LossWeights, targetFactor } from "./loss.ts";
import { rowDistribution, rowRoom } from "./row-distribution.ts";
import { ensureTargetsOf, type SoftTargets, targetRow } from "./targets/soft-targets.ts";

/** `[n]` each, in nats and with the weights of the loss; `label` + `targetClass` + `nonTargetClass` + `constant` is the loss. */
export interface LossSplit {
  /** (1 − w) H(y, q). */
  readonly label: Float64Array;
  /** w s KL((p_t, 1 − p_t) ‖ (q~_t, 1 − q~_t)): TCKD. */
  readonly targetClass: Float64Array;
  /** w s (1 − p_t) KL(p among wrong classes ‖ q~ among wrong classes): NCKD with the weight that KD couples it to; 0 where p_t = 1. */
  readonly nonTargetClass: Float64Array;
  /** `[n]` NCKD by itself: no weight, no w, no s. NaN where p_t = 1, where the targets have no wrong class. */
  readonly uncoupledNonTargetClass: Float64Array;
  /** w s H(p~): the entropy of the targets, which no gradient sees. */
  readonly constant: Float64Array;
}

/**
 * Splits `distillationLoss` of the same arguments by KL(p ‖ q) = TCKD + (1 − p_t) NCKD.
 *
 * @throws StillpointError SHAPE or INPUT for targets of other examples, RANGE for w outside 0..1
 * Source: Zhao et al. 2022, Decoupled Knowledge Distillation; derived here, for any targets.
 */
export function splitLoss(student: Logits, targets: SoftTargets, weights: LossWeights): LossSplit {
  ensureTargetsOf(student, targets);
  const factor = targetFactor(weights, targets.temperature);
  const room = rowRoom(student.classes);
  const { rows } = student;
  const split = {
    label: new Float64Array(rows),
    targetClass: new Float64Array(rows),
    nonTargetClass: new Float64Array(rows),
    uncoupledNonTargetClass: new Float64Array(rows),
    constant: new Float64Array(rows),
  };
  for (let row = 0; row < rows; row++) {
    const { logTrue, logWrong, logAmongWrong } = rowDistribution(student, row, targets.temperature, room);
    const p = targetRow(targets, row);
    const label = student.labels[row]!;
    let wrong = 0;
    for (let k = 0; k < p.length; k++) if (k !== label) wrong += p[k]!;
    let apart = 0;
    let entropy = 0;
    for (let k = 0; k < p.length; k++) {
      if (k !== label && p[k]! > 0) apart += (p[k]! / wrong) * (Math.log(p[k]! / wrong) - logAmongWrong[k]!);
      entropy -= timesLog(p[k]!, Math.log(p[k]!));
    }
    const binary = timesLog(p[label]!, Math.log(p[label]!) - logTrue) + timesLog(wrong, Math.log(wrong) - logWrong);
    split.label[row] = -(1 - weights.teacherWeight) * rowDistribution(student, row, 1, room).logTrue;
    split.targetClass[row] = factor * binary;
    split.nonTargetClass[row] = factor * wrong * apart;
    split.uncoupledNonTargetClass[row] = wrong > 0 ? apart : Number.NaN;
    split.constant[row] = factor * entropy;
  }
  return split;
}

/** p · log, 0 where p is: nothing is lost where nothing is. */
function timesLog(p: number, log: number): number {
  return p === 0 ? 0 : p * log;
}
