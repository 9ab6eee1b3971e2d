import type { Logits } from "../logits.ts";
import { type RelationOptions, relationShapes } from "./relation-shape.ts";
import { filledTargets, type SoftTargets } from "./soft-targets.ts";

/**
 * Class relations alone: every example of class t gets softmax(scores_t / relationTemperature), whatever the teacher thinks
 * of the example. `of` gives labels and classes only. Uncorrelated templates (scores 0 off the diagonal) make it label
 * smoothing.
 *
 * By class means with relationTemperature = T it is the geometric mean of KD's targets over the class, renormalised.
 *
 * Source: KD20's KD-sim; remembered, paper not seen. The form is ours, see `RelationOptions`.
 */
export function kdSim(of: Logits, options: RelationOptions): SoftTargets {
  const shapes = relationShapes(of, options);
  return filledTargets("KD-sim", of, options.temperature, (row, out) => {
    out.set(shapes[of.labels[row]!]!.all);
  });
}
