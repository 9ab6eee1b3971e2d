// What every convention adds up: sums over the examples of each batch.

import type { Logits } from "../logits.ts";
import { rowDistribution } from "../row-distribution.ts";
import { type SoftTargets, targetRow } from "../targets/soft-targets.ts";
import type { LossBatch } from "./loss-batch.ts";
import type { TargetDistance } from "./loss-convention.ts";

/** `[batches]` Σ over examples of the distance between targets and student, nats. */
export function distanceSums(
  student: Logits,
  targets: SoftTargets,
  batches: readonly LossBatch[],
): Readonly<Record<TargetDistance, Float64Array>> {
  const sums = {
    "forward KL": new Float64Array(batches.length),
    "reverse KL": new Float64Array(batches.length),
    "cross-entropy": new Float64Array(batches.length),
  };
  for (const [index, { start, end }] of batches.entries()) {
    for (let row = start; row < end; row++) {
      const { log } = rowDistribution(student, row, targets.temperature);
      const p = targetRow(targets, row);
      for (let k = 0; k < p.length; k++) {
        const q = Math.exp(log[k]!);
        const logTarget = Math.log(p[k]!);
        if (p[k]! > 0) {
          sums["forward KL"][index]! += p[k]! * (logTarget - log[k]!);
          sums["cross-entropy"][index]! -= p[k]! * log[k]!;
        }
        if (q > 0) sums["reverse KL"][index]! += q * (log[k]! - logTarget);
      }
    }
  }
  return sums;
}

/** `[batches]` Σ over examples of −ln q_t at T = 1, nats. */
export function labelSums(student: Logits, batches: readonly LossBatch[]): Float64Array {
  return Float64Array.from(batches, ({ start, end }) => {
    let sum = 0;
    for (let row = start; row < end; row++) sum -= rowDistribution(student, row, 1).logTrue;
    return sum;
  });
}
