import { ensure } from "@stillpoint/core";
import type { Logits } from "../logits.ts";
import { kd, type TeacherTargetOptions } from "./kd.ts";
import { filledTargets, type SoftTargets, targetRow } from "./soft-targets.ts";

export interface TopKOptions extends TeacherTargetOptions {
  /** Classes whose probability is kept, 1 to K. */
  readonly k: number;
  /** Keeps the true class too, in place of the smallest of the k, where the teacher has it lower; false. */
  readonly keepTrueClass?: boolean;
}

/**
 * The teacher's k largest probabilities at T as they are, what is left spread evenly over the other K − k: every row is a
 * distribution, so that the loss is a divergence; without the tail it would be none and could go below 0. Of equal ones the
 * first classes are kept. The k classes are those at T, whose order is that of the logits; their mass is not that at 1.
 *
 * @throws StillpointError RANGE for k that is no whole number from 1 to K, or T not above 0
 * Source: KD20's KD-topk; how the rest is spread and that the true class has no place of its own are remembered, paper
 * not seen.
 */
export function kdTopK(teacher: Logits, options: TopKOptions): SoftTargets {
  const { k, temperature, keepTrueClass = false } = options;
  const { classes, labels } = teacher;
  ensure(
    Number.isInteger(k) && k >= 1 && k <= classes,
    "RANGE",
    () => `k: expected a whole number from 1 to ${classes} classes; got ${k}`,
  );
  const full = kd(teacher, { temperature });
  return filledTargets("KD-topk", teacher, temperature, (row, out) => {
    const p = targetRow(full, row);
    const order = [...p.keys()].sort((a, b) => p[b]! - p[a]! || a - b);
    const label = labels[row]!;
    if (keepTrueClass && !order.slice(0, k).includes(label))
      order.splice(k - 1, 0, ...order.splice(order.indexOf(label), 1));
    const tail = order.slice(k);
    const rest = tail.reduce((sum, index) => sum + p[index]!, 0);
    out.set(p);
    for (const index of tail) out[index] = rest / tail.length;
  });
}
