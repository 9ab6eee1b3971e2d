import { emitCrossEntropy } from "./cross-entropy.ts";
import type { Loss } from "./loss.ts";
import { type TaughtWeights, taughtLoss } from "./taught-loss.ts";

/** T divides the student's logits before they meet the targets; the targets come softened already. */
export type SoftTargetWeights = TaughtWeights;

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
  const { temperature } = weights;
  return taughtLoss("soft targets", weights, (g, { logits, target, rows, scale }) => {
    const cooled = temperature === 1 ? logits : g.op("Mul", [logits, g.float32(1 / temperature)]);
    const soft = emitCrossEntropy(g, cooled, target, rows);
    return {
      value: g.op("Mul", [soft.value, g.float32(scale)]),
      cotangent: g.op("Mul", [soft.cotangent, g.float32(scale / temperature)]),
    };
  });
}
