// What each logit of a student is pushed by.

import type { Logits } from "./logits.ts";
import { type LossWeights, targetFactor } from "./loss.ts";
import { rowDistribution, rowRoom } from "./row-distribution.ts";
import { ensureTargetsOf, type SoftTargets, targetRow } from "./targets/soft-targets.ts";

/**
 * `[n, K]` the gradient of `distillationLoss` with respect to the student's logits, example by example (a batch's mean
 * divides it by n): (1 − w)(q − y) + (w s / T)(q~ − p~). Every row sums to 0.
 *
 * @throws StillpointError SHAPE or INPUT for targets of other examples, RANGE for w outside 0..1
 * Source: derived.
 */
export function logitGradient(student: Logits, targets: SoftTargets, weights: LossWeights): Float64Array {
  const { rows, classes } = student;
  const gradient = new Float64Array(rows * classes);
  const fill = gradientRows(student, targets, weights);
  for (let row = 0; row < rows; row++) fill(row, gradient.subarray(row * classes, (row + 1) * classes));
  return gradient;
}

/** Writes the gradient of one row and tells 1 − q_t and q~_t. Throws as `logitGradient`. */
export function gradientRows(
  student: Logits,
  targets: SoftTargets,
  weights: LossWeights,
): (row: number, out: Float64Array) => { readonly error: number; readonly softened: number } {
  ensureTargetsOf(student, targets);
  const soft = targetFactor(weights, targets.temperature) / targets.temperature;
  const hard = 1 - weights.teacherWeight;
  const rooms = [rowRoom(student.classes), rowRoom(student.classes)] as const;
  return (row, out) => {
    const { log, logWrong } = rowDistribution(student, row, 1, rooms[0]);
    const { log: softLog, logTrue } = rowDistribution(student, row, targets.temperature, rooms[1]);
    const p = targetRow(targets, row);
    const label = student.labels[row]!;
    for (let k = 0; k < p.length; k++) {
      // q_t − 1 by its own logarithm: q_t may round to 1.
      const fromLabel = k === label ? -Math.exp(logWrong) : Math.exp(log[k]!);
      out[k] = hard * fromLabel + soft * (Math.exp(softLog[k]!) - p[k]!);
    }
    return { error: Math.exp(logWrong), softened: Math.exp(logTrue) };
  };
}
