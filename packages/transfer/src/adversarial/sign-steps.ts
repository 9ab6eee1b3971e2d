// Iterative FGSM: small changes of an input that raise a network's loss the most.

import { ensure } from "@stillpoint/core";
import type { SampleInputs } from "@stillpoint/distill";
import type { Probe } from "../probe/probe.ts";

export interface AttackOptions {
  /** Steps; default 5. */
  readonly steps?: number;
  /** Length of a step as a share of ε; default 2.5 / steps, so that a step that is taken back is made up for (Madry et al. 2018). */
  readonly stepShare?: number;
  /** `[d]` or one number: what ε is counted in at every scalar, such as 1 / deviation of a normalised channel; default 1. */
  readonly unit?: ArrayLike<number> | number;
  /** `[d]` or one number each: the least and largest value a scalar can have, such as black and white. */
  readonly valid?: { readonly low: ArrayLike<number> | number; readonly high: ArrayLike<number> | number };
}

/**
 * x_{k+1} = clip(x_k + a · sign ∇J(x_k, y)), untargeted, from the clean `values` `[s·d]` of the probe's moved tensor: the
 * cross-entropy with `labels` `[s·rows]` goes up, no scalar leaves the clean one by more than ε in `unit`, none leaves `valid`.
 * Returns `[s·d]`; ε = 0 returns the clean values, wherever these lie.
 *
 * Differs: the paper (Ojha et al. 2023) gives neither ε nor a.
 *
 * @throws StillpointError RANGE for ε below 0 or no step
 */
export async function signSteps(
  probe: Probe,
  inputs: SampleInputs,
  values: Float32Array,
  labels: ArrayLike<number>,
  epsilon: number,
  options: AttackOptions = {},
): Promise<Float32Array> {
  const { steps = 5, unit = 1, valid } = options;
  const { stepShare = 2.5 / steps } = options;
  ensure(
    epsilon >= 0 && Number.isInteger(steps) && steps > 0 && stepShare > 0,
    "RANGE",
    () =>
      `attack: expected epsilon >= 0, steps and step share > 0; got ${epsilon}, ${steps}, ${stepShare}; give others`,
  );
  let current = values.slice();
  if (epsilon === 0) return current;
  const d = probe.at.shape.reduce((all, size) => all * size, 1);
  const at = (of: ArrayLike<number> | number, k: number): number => (typeof of === "number" ? of : of[k % d]!);
  for (let step = 0; step < steps; step++) {
    const gradient = await probe.inputGradient(inputs, { of: "loss", labels }, current);
    current = current.map((value, k) => {
      const radius = epsilon * at(unit, k);
      const moved = value + stepShare * radius * Math.sign(gradient[k]!);
      const near = between(moved, values[k]! - radius, values[k]! + radius);
      return valid === undefined ? near : between(near, at(valid.low, k), at(valid.high, k));
    });
  }
  return current;
}

function between(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
