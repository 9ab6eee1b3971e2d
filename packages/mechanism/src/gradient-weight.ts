// How much a teacher makes of each example: the gradient of distillation over that of the label alone.

import { mean, quantile } from "@stillpoint/core";
import { gradientRows } from "./gradient.ts";
import type { Logits } from "./logits.ts";
import { type LossWeights, targetFactor } from "./loss.ts";
import { type SoftTargets, targetRow } from "./targets/soft-targets.ts";

/** 1 − q_t at or below which an example is learnt: its label hardly pushes, and ratios to that push are without bound. */
export const LEARNT = 1e-3;

export interface GradientWeights {
  /** `[n]` w(x), on the true class's logit: (1 − w) + (w s / T)(p~_t − q~_t) / (1 − q_t). NaN where 1 − q_t underflows to 0. */
  readonly trueClass: Float64Array;
  /**
   * `[n]` Σ|gradient| over Σ|gradient of the label alone|, over all classes: |w(x)| where all wrong classes are pushed one
   * way, otherwise more. NaN as above.
   */
  readonly absoluteSum: Float64Array;
  /** Rows with 1 − q_t <= 1e-3, whose ratios are large for want of a divisor. Nothing is clipped. */
  readonly learnt: readonly number[];
  /** Of w(x) over the other rows. */
  readonly unlearnt: WeightSummary;
  /** Of w(x) over the learnt rows. */
  readonly ofLearnt: WeightSummary;
}

/** Numbers are over the rows with a ratio; NaN for none. */
export interface WeightSummary {
  /** With and without a ratio. */
  readonly rows: number;
  readonly mean: number;
  readonly quartiles: readonly [number, number, number];
  /** Share with w(x) < 0: the teacher takes the label back. */
  readonly negativeShare: number;
}

/**
 * w(x) of every example. With p_t = 1 it is 1 at T = 1, with p_t = q_t it is 1 − w, and below 0 it pulls away from the label.
 *
 * @throws StillpointError SHAPE or INPUT for targets of other examples, RANGE for w outside 0..1
 * Source: derived; KD20's proposition on gradient rescaling is remembered, paper not seen.
 */
export function gradientWeights(student: Logits, targets: SoftTargets, weights: LossWeights): GradientWeights {
  const { rows, classes, labels } = student;
  const soft = targetFactor(weights, targets.temperature) / targets.temperature;
  const fill = gradientRows(student, targets, weights);
  const gradient = new Float64Array(classes);
  const trueClass = new Float64Array(rows);
  const absoluteSum = new Float64Array(rows);
  const learnt: number[] = [];
  const unlearnt: number[] = [];
  for (let row = 0; row < rows; row++) {
    const { error, softened } = fill(row, gradient);
    const pull = soft * (targetRow(targets, row)[labels[row]!]! - softened);
    trueClass[row] = error > 0 ? 1 - weights.teacherWeight + pull / error : Number.NaN;
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += Math.abs(gradient[k]!);
    // Of the label alone, Σ|q − y| = 2 (1 − q_t).
    absoluteSum[row] = error > 0 ? sum / (2 * error) : Number.NaN;
    (error <= LEARNT ? learnt : unlearnt).push(row);
  }
  const summaryOf = (chosen: readonly number[]): WeightSummary => summary(chosen.map((row) => trueClass[row]!));
  return { trueClass, absoluteSum, learnt, unlearnt: summaryOf(unlearnt), ofLearnt: summaryOf(learnt) };
}

function summary(values: readonly number[]): WeightSummary {
  const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort();
  const at = (probability: number): number => (sorted.length === 0 ? Number.NaN : quantile(sorted, probability));
  const negative = sorted.filter((value) => value < 0).length;
  return {
    rows: values.length,
    mean: mean(sorted),
    quartiles: [at(0.25), at(0.5), at(0.75)],
    negativeShare: sorted.length === 0 ? Number.NaN : negative / sorted.length,
  };
}
