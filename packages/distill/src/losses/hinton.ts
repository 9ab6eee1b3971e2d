import type { Loss } from "./loss.ts";
import { type TaughtWeights, taughtLoss } from "./taught-loss.ts";

/** T divides the logits of both networks. */
export type HintonOptions = TaughtWeights;

/**
 * Hinton's distillation: labelWeight · CE(label, q) + teacherWeight · s · KL(p_T ‖ q_T) in nats, mean over the batch;
 * q_T = softmax(z / T) of the student, p_T of the teacher's logits given as `target` `[b, m]`, s = T² or 1. Logits are
 * `[b, classes]` or `[b, k, classes]`; with k labels of each sample the mean is over b·k rows.
 *
 * Throws `StillpointError RANGE` for T <= 0 or a negative weight.
 */
export function hinton(options: HintonOptions): Loss {
  const { temperature } = options;
  return taughtLoss("Hinton loss", options, (g, { logits, target, rows, scale }) => {
    const cool = g.float32(1 / temperature);
    const soft = (of: string) => g.op("LogSoftmax", [g.op("Mul", [of, cool])], { axis: -1 });
    const [student, teacher] = [soft(logits), soft(target)];
    const probability = g.op("Exp", [teacher]);
    const divergence = g.op("ReduceSum", [g.op("Mul", [probability, g.op("Sub", [teacher, student])])], {
      keepdims: 0,
    });
    const difference = g.op("Sub", [g.op("Exp", [student]), probability]);
    return {
      value: g.op("Mul", [divergence, g.float32(scale / rows)]),
      cotangent: g.op("Mul", [difference, g.float32(scale / (temperature * rows))]),
    };
  });
}
