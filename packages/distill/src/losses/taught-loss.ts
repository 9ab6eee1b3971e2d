// A teacher's term beside the label's: weights, their check and T² are one for both.

import type { Emitter } from "@stillpoint/autodiff";
import { ensure } from "@stillpoint/core";
import { classCount, emitCrossEntropy, rowCount } from "./cross-entropy.ts";
import type { EmittedLoss, Loss } from "./loss.ts";

/** How a teacher's term and labels are weighed. */
export interface TaughtWeights {
  /** T > 0 divides the student's logits in the teacher's term. */
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

/** What a teacher's term is made of: the student's logits, the target in their shape, rows to take the mean of, weight times s. */
export interface TaughtTerm {
  readonly logits: string;
  readonly target: string;
  readonly rows: number;
  readonly scale: number;
}

/**
 * labelWeight · CE(label, q) + the teacher's term, which `emit` gives weighted. Throws `StillpointError RANGE` for T <= 0 or a
 * negative weight; `name` is what the message calls the loss.
 */
export function taughtLoss(
  name: string,
  { temperature, teacherWeight, labelWeight, temperatureSquared }: TaughtWeights,
  emit: (g: Emitter, term: TaughtTerm) => EmittedLoss,
): Loss {
  ensure(
    temperature > 0 && teacherWeight >= 0 && labelWeight >= 0,
    "RANGE",
    () =>
      `${name}: expected temperature > 0 and weights >= 0; got ${temperature}, ${teacherWeight}, ${labelWeight}; give others`,
  );
  const scale = teacherWeight * (temperatureSquared ? temperature ** 2 : 1);
  return {
    targets: labelWeight > 0 ? ["label", "target"] : ["target"],
    emit: (g, logits, dims, names) => {
      classCount(dims);
      const rows = rowCount(dims);
      const target = dims.length === 2 ? names.target : g.op("Reshape", [names.target, g.int64(dims)]);
      const taught = emit(g, { logits, target, rows, scale });
      if (labelWeight === 0) return taught;
      const label = emitCrossEntropy(g, logits, names.label, rows);
      const weight = g.float32(labelWeight);
      return {
        value: g.op("Add", [taught.value, g.op("Mul", [label.value, weight])]),
        cotangent: g.op("Add", [taught.cotangent, g.op("Mul", [label.cotangent, weight])]),
      };
    },
  };
}
