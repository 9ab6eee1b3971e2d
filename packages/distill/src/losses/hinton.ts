import { ensure } from "@stillpoint/core";
import { classCount, emitCrossEntropy, rowCount } from "./cross-entropy.ts";
import type { Loss } from "./loss.ts";

export interface HintonOptions {
  /** T > 0 divides the logits of both networks. */
  readonly temperature: number;
  /** Weight of the teacher's term. */
  readonly teacherWeight: number;
  /** Weight of the cross-entropy with the label; 0 leaves labels out. */
  readonly labelWeight: number;
  /**
   * Whether the teacher's term is multiplied by T². Gradients of the softened term shrink as 1 / T²; with `true` the
   * weights mean the same at every temperature (Hinton et al. 2015), with `false` the label dominates at large T.
   */
  readonly temperatureSquared: boolean;
}

/**
 * Hinton's distillation: labelWeight · CE(label, q) + teacherWeight · s · KL(p_T ‖ q_T) in nats, mean over the batch;
 * q_T = softmax(z / T) of the student, p_T of the teacher's logits given as `target` `[b, m]`, s = T² or 1. Logits are
 * `[b, classes]` or `[b, k, classes]`; with k labels of each sample the mean is over b·k rows.
 *
 * Throws `StillpointError RANGE` for T <= 0 or a negative weight.
 */
export function hinton(options: HintonOptions): Loss {
  const { temperature, teacherWeight, labelWeight, temperatureSquared } = options;
  ensure(
    temperature > 0 && teacherWeight >= 0 && labelWeight >= 0,
    "RANGE",
    () =>
      `Hinton loss: expected temperature > 0 and weights >= 0; got ${temperature}, ${teacherWeight}, ${labelWeight}`,
  );
  const scale = teacherWeight * (temperatureSquared ? temperature ** 2 : 1);
  return {
    targets: labelWeight > 0 ? ["label", "target"] : ["target"],
    emit: (g, tensor, dims, names) => {
      classCount(dims);
      const rows = rowCount(dims);
      const cool = g.float32(1 / temperature);
      const soft = (logits: string) => g.op("LogSoftmax", [g.op("Mul", [logits, cool])], { axis: -1 });
      const student = soft(tensor);
      const teacher = soft(dims.length === 2 ? names.target : g.op("Reshape", [names.target, g.int64(dims)]));
      const probability = g.op("Exp", [teacher]);
      const divergence = g.op("ReduceSum", [g.op("Mul", [probability, g.op("Sub", [teacher, student])])], {
        keepdims: 0,
      });
      const value = g.op("Mul", [divergence, g.float32(scale / rows)]);
      const difference = g.op("Sub", [g.op("Exp", [student]), probability]);
      const cotangent = g.op("Mul", [difference, g.float32(scale / (temperature * rows))]);
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
