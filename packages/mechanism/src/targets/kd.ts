import type { Logits } from "../logits.ts";
import { ensureTemperature, rowDistribution } from "../row-distribution.ts";
import { filledTargets, type SoftTargets } from "./soft-targets.ts";

export interface TeacherTargetOptions {
  /** T > 0 divides the logits of the teacher, and the student's in the loss. */
  readonly temperature: number;
}

/**
 * The teacher's softened answers, softmax(v / T): all three levels of its knowledge.
 *
 * @throws StillpointError RANGE for T that is not above 0
 * Source: Hinton, Vinyals and Dean 2015.
 */
export function kd(teacher: Logits, { temperature }: TeacherTargetOptions): SoftTargets {
  ensureTemperature(temperature);
  return filledTargets("KD", teacher, temperature, (row, out) => {
    const { log } = rowDistribution(teacher, row, temperature);
    for (let k = 0; k < out.length; k++) out[k] = Math.exp(log[k]!);
  });
}
