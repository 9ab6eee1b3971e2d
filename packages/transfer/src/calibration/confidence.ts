// How sure a network is of its answer. n examples, K classes.

import { mean } from "@stillpoint/core";
import type { Logits } from "@stillpoint/mechanism";
import { answeredClasses, logProbabilities, rightAnswers } from "../answers/answered.ts";

export interface Confidence {
  /** `[n]` the probability of the answer, 1/K to 1. */
  readonly confidence: Float64Array;
  /** `[n]` ln(c / (1 − c)) of it, finite where c rounds to 1. */
  readonly logOdds: Float64Array;
  /** `[n]` 1 where the answer is the label, else 0. */
  readonly right: Float64Array;
}

/** The confidence of every answer at T = 1, from logits, so that its odds exist at any confidence. */
export function confidenceOf(logits: Logits): Confidence {
  const { values, rows, classes } = logits;
  const log = logProbabilities(logits);
  const answered = answeredClasses(logits);
  const logOdds = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    const best = answered[row]!;
    let second = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) if (k !== best) second = Math.max(second, values[start + k]!);
    let sum = 0;
    for (let k = 0; k < classes; k++) if (k !== best) sum += Math.exp(values[start + k]! - second);
    logOdds[row] = values[start + best]! - second - Math.log(sum);
  }
  return {
    confidence: Float64Array.from(answered, (best, row) => Math.exp(log[row * classes + best]!)),
    logOdds,
    right: rightAnswers(logits),
  };
}

/** `[n]` −ln of the true class's probability at temperature T, in nats. */
export function negativeLogLikelihood(logits: Logits, temperature = 1): Float64Array {
  const log = logProbabilities(logits, temperature);
  return Float64Array.from(logits.labels, (label, row) => -log[row * logits.classes + label]!);
}

/** `[n]` Σ_k (p_k − y_k)², 0 to 2 (Brier 1950, the sum over all classes). */
export function brierScores(logits: Logits): Float64Array {
  const { classes, labels } = logits;
  const log = logProbabilities(logits);
  return Float64Array.from(labels, (label, row) => {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += (Math.exp(log[row * classes + k]!) - (k === label ? 1 : 0)) ** 2;
    return sum;
  });
}

/** Mean confidence less accuracy: above 0 for a network that is too sure. */
export function overconfidence({ confidence, right }: Confidence): number {
  return mean(confidence) - mean(right);
}
