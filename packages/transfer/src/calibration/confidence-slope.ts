// Whether a student exaggerates its teacher's confidence.

import { ensure, mean, quantile } from "@stillpoint/core";

export interface ConfidenceSlope {
  /** Of the student's log-odds on the teacher's: above 1, confidence is pushed further from the middle. NaN for one confidence. */
  readonly slope: number;
  readonly intercept: number;
  /** `[n]` what each example adds to the slope, to first order; their mean is the slope. */
  readonly parts: Float64Array;
  /** By quantile of the teacher's confidence, lowest first. */
  readonly quantiles: readonly ConfidenceQuantile[];
}

export interface ConfidenceQuantile {
  readonly examples: number;
  /** Largest log-odds of the teacher in it. */
  readonly upTo: number;
  /** Mean distance from the line, NaN for no example: 0 throughout where the relation is a line. */
  readonly residual: number;
  /** Mean of the student's log-odds less the teacher's. */
  readonly excess: number;
}

/**
 * Least squares line of the student's log-odds of its answer on the teacher's `[n]`, with what it leaves in each quantile of
 * the teacher's confidence.
 *
 * @throws StillpointError SHAPE for lists of different lengths, RANGE unless there is a whole number of quantiles from 1
 * Source: derived; that students exaggerate is Nagarajan et al. 2023 (abstract).
 */
export function confidenceSlope(
  teacher: ArrayLike<number>,
  student: ArrayLike<number>,
  quantiles = 4,
): ConfidenceSlope {
  const n = teacher.length;
  ensure(
    student.length === n,
    "SHAPE",
    () =>
      `confidence: expected ${n} log-odds as the teacher has; got ${student.length}; give both for the same examples`,
  );
  ensure(
    Number.isInteger(quantiles) && quantiles >= 1,
    "RANGE",
    () => `quantiles: expected a whole number from 1; got ${quantiles}; 4 is usual`,
  );
  const [middle, level] = [mean(teacher), mean(student)];
  let [spread, product] = [0, 0];
  for (let k = 0; k < n; k++) {
    spread += (teacher[k]! - middle) ** 2;
    product += (teacher[k]! - middle) * (student[k]! - level);
  }
  const slope = spread > 0 ? product / spread : Number.NaN;
  const intercept = level - slope * middle;
  const residual = Float64Array.from({ length: n }, (_, k) => student[k]! - intercept - slope * teacher[k]!);
  const sorted = Float64Array.from(teacher).sort();
  const edges = Array.from({ length: quantiles }, (_, q) => quantile(sorted, (q + 1) / quantiles));
  const members = edges.map((): number[] => []);
  for (let k = 0; k < n; k++)
    members[
      Math.max(
        0,
        edges.findIndex((edge) => teacher[k]! <= edge),
      )
    ]!.push(k);
  return {
    slope,
    intercept,
    parts: residual.map((own, k) => slope + (n * (teacher[k]! - middle) * own) / spread),
    quantiles: members.map((places, q) => ({
      examples: places.length,
      upTo: edges[q]!,
      residual: mean(places.map((k) => residual[k]!)),
      excess: mean(places.map((k) => student[k]! - teacher[k]!)),
    })),
  };
}
