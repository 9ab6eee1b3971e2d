import type { Logits } from "../logits.ts";
import { ensureTemperature, rowDistribution, rowRoom } from "../row-distribution.ts";
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
  return filledTargets("KD", teacher, temperature, softenedRows(teacher, temperature));
}

/** Writes softmax(v / T) of a row. */
export function softenedRows(teacher: Logits, temperature: number): (row: number, out: Float64Array) => void {
  const room = rowRoom(teacher.classes);
  return (row, out) => {
    const { log } = rowDistribution(teacher, row, temperature, room);
    for (let k = 0; k < out.length; k++) out[k] = Math.exp(log[k]!);
  };
}
