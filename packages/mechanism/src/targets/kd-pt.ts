import type { Logits } from "../logits.ts";
import { ensureTemperature, rowDistribution } from "../row-distribution.ts";
import type { TeacherTargetOptions } from "./kd.ts";
import { filledTargets, type SoftTargets } from "./soft-targets.ts";

/**
 * Instance weights alone: the teacher's p_t at T for the true class, (1 − p_t) / (K − 1) for every other. The mass of the
 * true class is that of `kd` at the same T.
 *
 * @throws StillpointError RANGE for T that is not above 0
 * Source: KD20's KD-pt; the form is remembered, paper not seen.
 */
export function kdPt(teacher: Logits, { temperature }: TeacherTargetOptions): SoftTargets {
  ensureTemperature(temperature);
  return filledTargets("KD-pt", teacher, temperature, (row, out) => {
    const { logTrue, logWrong } = rowDistribution(teacher, row, temperature);
    out.fill(Math.exp(logWrong) / (teacher.classes - 1));
    out[teacher.labels[row]!] = Math.exp(logTrue);
  });
}
