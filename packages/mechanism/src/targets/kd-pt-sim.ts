import type { Logits } from "../logits.ts";
import { rowDistribution } from "../row-distribution.ts";
import { type RelationOptions, relationShapes } from "./relation-shape.ts";
import { filledTargets, type SoftTargets } from "./soft-targets.ts";

/**
 * Instance weights and class relations: the teacher's p_t at T for the true class, the other 1 − p_t shared out as KD-sim
 * does among the wrong classes.
 *
 * Source: KD20's KD-pt+sim; remembered, paper not seen. It is the one form that keeps both p_t and the relations' shape.
 */
export function kdPtSim(teacher: Logits, options: RelationOptions): SoftTargets {
  const shapes = relationShapes(teacher, options);
  return filledTargets("KD-pt+sim", teacher, options.temperature, (row, out) => {
    const label = teacher.labels[row]!;
    const { logTrue, logWrong } = rowDistribution(teacher, row, options.temperature);
    const { amongWrong } = shapes[label]!;
    for (let k = 0; k < out.length; k++) out[k] = Math.exp(logWrong) * amongWrong[k]!;
    out[label] = Math.exp(logTrue);
  });
}
