import { ensure } from "@stillpoint/core";
import { classCount, emitCrossEntropy, rowCount } from "./cross-entropy.ts";
import type { Loss } from "./loss.ts";

/** How soft targets and labels are weighed. */
export interface SoftTargetWeights {
  /** T > 0 divides the student's logits before they meet the targets; the targets come softened already. */
  readonly temperature: number;
  /** Weight of the targets' term. */
  readonly teacherWeight: number;
  /** Weight of the cross-entropy with the label; 0 leaves labels out. */
  readonly labelWeight: number;
  /** Whether the targets' term is multiplied by T², as in `HintonOptions`. */
  readonly temperatureSquared: boolean;
}

/**
 * Cross-entropy with a distribution given for each sample: labelWeight · CE(label, q) + teacherWeight · s · (−Σ_c p_c ln q_T,c)
 * in nats, mean over the batch; q_T = softmax(z / T) of the student, p the probabilities given as `target` `[b, m]`, s = T² or
 * 1. Logits are `[b, classes]` or `[b, k, classes]`; with k labels of each sample the mean is over b·k rows.
 *
 * One loss for every target: label smoothing, KD and its parts, placebos. With p = softmax(v / T) it has the gradient of
 * `hinton` and differs from it by the targets' own entropy, with (1 − e) one-hot + e / classes at T = 1 it is `crossEntropy`
 * with smoothing e. Every row of p is taken to sum to 1.
 *
 * Throws `StillpointError RANGE` for T <= 0 or a negative weight.
 */
export function softCrossEntropy(weights: SoftTargetWeights): Loss {
  const { temperature, teacherWeight, labelWeight, temperatureSquared } = weights;
  ensure(
    temperature > 0 && teacherWeight >= 0 && labelWeight >= 0,
    "RANGE",
    () =>
      `soft targets: expected temperature > 0 and weights >= 0; got ${temperature}, ${teacherWeight}, ${labelWeight}`,
  );
  const scale = teacherWeight * (temperatureSquared ? temperature ** 2 : 1);
  return {
    targets: labelWeight > 0 ? ["label", "target"] : ["target"],
    emit: (g, tensor, dims, names) => {
      classCount(dims);
      const rows = rowCount(dims);
      const cooled = temperature === 1 ? tensor : g.op("Mul", [tensor, g.float32(1 / temperature)]);
      const target = dims.length === 2 ? names.target : g.op("Reshape", [names.target, g.int64(dims)]);
      const soft = emitCrossEntropy(g, cooled, target, rows);
      const value = g.op("Mul", [soft.value, g.float32(scale)]);
      const cotangent = g.op("Mul", [soft.cotangent, g.float32(scale / temperature)]);
      if (labelWeight === 0) return { value, cotangent };
      const label = emitCrossEntropy(g, tensor, names.label, rows);
      const weight = g.float32(labelWeight);
      return {
        value: g.op("Add", [value, g.op("Mul", [label.value, weight])]),
        cotangent: g.op("Add", [cotangent, g.op("Mul", [label.cotangent, weight])]),
      };
    },
  };
}
