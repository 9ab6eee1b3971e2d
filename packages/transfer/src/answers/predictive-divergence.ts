// How far apart two networks' probabilities are.

import { ensureSameExamples, type Logits } from "@stillpoint/mechanism";
import { logProbabilities } from "./answered.ts";

export interface PredictiveDivergence {
  /** `[n]` KL(p || q) in nats, p the teacher's probabilities, q the student's; never below 0. */
  readonly kl: Float64Array;
  /** `[n]` Jensen-Shannon divergence in nats, 0 to ln 2, the same both ways. */
  readonly js: Float64Array;
}

/**
 * Divergences of a student's probabilities from its teacher's at T = 1, example by example; 0 for equal logits up to a
 * constant in each row.
 *
 * @throws StillpointError SHAPE or INPUT where the two are not of the same examples
 * Source: predictive KL, Stanton et al. 2021 (arXiv 2106.05945); Lin 1991 for JS.
 */
export function predictiveDivergence(teacher: Logits, student: Logits): PredictiveDivergence {
  ensureSameExamples(teacher, student);
  const { rows, classes } = teacher;
  const [p, q] = [logProbabilities(teacher), logProbabilities(student)];
  const kl = new Float64Array(rows);
  const js = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let [toStudent, fromTeacher, fromStudent] = [0, 0, 0];
    for (let k = row * classes; k < (row + 1) * classes; k++) {
      const [own, other] = [Math.exp(p[k]!), Math.exp(q[k]!)];
      // ln of the mean in a form that does not underflow.
      const middle = Math.max(p[k]!, q[k]!) + (Math.log1p(Math.exp(-Math.abs(p[k]! - q[k]!))) - Math.LN2);
      toStudent += own * (p[k]! - q[k]!);
      fromTeacher += own * (p[k]! - middle);
      fromStudent += other * (q[k]! - middle);
    }
    kl[row] = Math.max(0, toStudent);
    js[row] = Math.max(0, (fromTeacher + fromStudent) / 2);
  }
  return { kl, js };
}
