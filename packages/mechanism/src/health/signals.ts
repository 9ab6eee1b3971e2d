// What a teacher's answers would tell a student at one temperature.

import { crossedInterval, type Interval, mean, quantile, undefinedInterval } from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import { ensureTemperature, softplus } from "../row-distribution.ts";

/** A probability above which an answer counts as certain. */
export const CERTAIN = 0.99;

/** Intervals are over examples: they speak of this teacher. */
export interface TeacherSignals {
  readonly temperature: number;
  /**
   * R: mean KL in nats of the teacher's shape over the wrong classes from the uniform one; 0 = every wrong class alike, at
   * most ln(K − 1). NaN for two classes.
   */
  readonly relationSignal: Interval;
  /**
   * Share of the shape's variance about uniform that the label explains: of pairs of different examples of a class, so that
   * chance alone gives 0 (and may fall below). 1 = one shape for each class, as KD-sim has it. Classes with one example are
   * left out. NaN where there is no variance; a ratio of sums, without an interval.
   */
  readonly explainedByLabel: Interval;
  /** V: population variance of p_t over examples, at most 1/4. */
  readonly instanceSignal: Interval;
  /** Of p_t: a quarter, a half and three quarters of the examples lie below. */
  readonly quartiles: readonly [number, number, number];
  /** Share of examples with p_t > 0.99. */
  readonly certainShare: number;
  /** Share of examples with more than 0.99 for any one class, the true one or not. */
  readonly decidedShare: number;
  /**
   * e of the label smoothing that takes as much mass from the label, for this weight: w mean(1 − p_t) K / (K − 1). Exact
   * for a teacher (1 − a) y + a/K at T = 1, where it is w a.
   */
  readonly effectiveSmoothing: Interval;
  /** Mass that every target takes from its label alike, the mean of 1 − p_t. */
  readonly universeMass: number;
  /** Mass that relations move, (1 − p_t) ½ Σ|shape − uniform|, mean: `decomposeTargets` of KD's targets at T. */
  readonly relationMass: number;
  /** Mass that instance weights move, |p_t − its mean|, mean. */
  readonly instanceMass: number;
}

/**
 * The signals at temperature T > 0, for a loss whose targets' term has weight w. From logits, not probabilities: shapes
 * exist where p_t rounds to 1.
 *
 * @throws StillpointError RANGE for T not above 0
 * Source: derived; the share explained and K / (K − 1) are ours.
 */
export function teacherSignals(teacher: Logits, temperature: number, teacherWeight: number): TeacherSignals {
  ensureTemperature(temperature);
  const { rows, classes, labels, values } = teacher;
  const others = classes - 1;
  const trueProbability = new Float64Array(rows);
  const smoothing = new Float64Array(rows);
  const divergence = new Float64Array(rows);
  const relationMass = new Float64Array(rows);
  let decided = 0;
  // Of shape − uniform by class: the sum, and the sum of squared lengths.
  const sums = new Float64Array(classes * classes);
  const squares = new Float64Array(classes);
  const counts = new Float64Array(classes);
  // Of the wrong classes, e^((v − the largest) / T).
  const odds = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!;
    const start = row * classes;
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) if (k !== label && values[start + k]! > largest) largest = values[start + k]!;
    let [sum, weighted] = [0, 0];
    for (let k = 0; k < classes; k++) {
      if (k === label) continue;
      const exponent = (values[start + k]! - largest) / temperature;
      const own = Math.exp(exponent);
      odds[k] = own;
      sum += own;
      weighted += own * exponent;
    }
    const total = Math.log(sum);
    const margin = (values[start + label]! - largest) / temperature - total;
    const wrong = Math.exp(-softplus(margin));
    trueProbability[row] = Math.exp(-softplus(-margin));
    smoothing[row] = (teacherWeight * wrong * classes) / others;
    counts[label]! += 1;
    // The likeliest wrong class has 1 / sum among them.
    if (trueProbability[row]! > CERTAIN || wrong / sum > CERTAIN) decided += 1;
    let [distance, square] = [0, 0];
    for (let k = 0; k < classes; k++) {
      if (k === label) continue;
      const deviation = odds[k]! / sum - 1 / others;
      distance += Math.abs(deviation);
      sums[label * classes + k]! += deviation;
      square += deviation * deviation;
    }
    squares[label]! += square;
    divergence[row] = Math.max(0, weighted / sum - total + Math.log(others));
    relationMass[row] = (wrong * distance) / 2;
  }
  const center = mean(trueProbability);
  const sorted = trueProbability.slice().sort();
  return {
    temperature,
    relationSignal:
      others > 1
        ? crossedInterval([divergence], "mean")
        : undefinedInterval("two classes have one wrong class, and no relations"),
    explainedByLabel: explained(sums, squares, counts),
    instanceSignal: crossedInterval([trueProbability], "variance"),
    quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)],
    certainShare: sorted.filter((p) => p > CERTAIN).length / rows,
    decidedShare: decided / rows,
    effectiveSmoothing: crossedInterval([smoothing], "mean"),
    universeMass: 1 - center,
    relationMass: mean(relationMass),
    instanceMass: mean(trueProbability.map((p) => Math.abs(p - center))),
  };
}

/** Squared length of the shapes below which they are uniform but for rounding. */
const NO_VARIANCE = 1e-20;

function explained(sums: Float64Array, squares: Float64Array, counts: Float64Array): Interval {
  const classes = counts.length;
  let between = 0;
  let total = 0;
  for (let label = 0; label < classes; label++) {
    const count = counts[label]!;
    if (count < 2) continue;
    const own = sums.subarray(label * classes, (label + 1) * classes).reduce((sum, value) => sum + value ** 2, 0);
    between += (own - squares[label]!) / (count - 1);
    total += squares[label]!;
  }
  if (counts.every((count) => count < 2)) return undefinedInterval("no class has two examples");
  const rows = counts.reduce((sum, count) => sum + count, 0);
  if (!(total > NO_VARIANCE * rows)) return undefinedInterval("all wrong classes are alike in every example");
  return { ...undefinedInterval("a ratio of sums over classes has no interval here"), mean: between / total };
}
