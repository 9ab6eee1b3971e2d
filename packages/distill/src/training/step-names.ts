// What the tensors a training step adds to a network's own are called.

import type { TargetName } from "../losses/loss.ts";

/** All under a prefix that no tensor of the network has. */
export interface StepNames extends Readonly<Record<TargetName, string>> {
  /** out, scalar */
  readonly loss: string;
  /** out `[weights]`: squared norm of this step's update of each trained weight, in the order of `TrainingStep.weights` */
  readonly squaredUpdates: string;
  /** out, scalar: norm of the whole gradient before clipping; only with `clipNorm` */
  readonly gradientNorm: string;
  /** in, scalar: what the optimiser calls `name` */
  scalar(name: string): string;
}

export function stepNames(prefix: string): StepNames {
  return {
    label: `${prefix}label`,
    target: `${prefix}target`,
    loss: `${prefix}loss`,
    squaredUpdates: `${prefix}squared-updates`,
    gradientNorm: `${prefix}gradient-norm`,
    scalar: (name) => `${prefix}scalar/${name}`,
  };
}
