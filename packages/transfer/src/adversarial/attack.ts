// An attack on one network, as strong as it takes to fool it as often as wanted.

import { ensure } from "@stillpoint/core";
import { inputCount, type SampleInputs } from "@stillpoint/distill";
import type { Probe } from "../probe/probe.ts";
import { type AttackOptions, signSteps } from "./sign-steps.ts";

/** Samples changed to fool one network. */
export interface Attack {
  /** `[s·d]` the moved tensor before and after. */
  readonly clean: Float32Array;
  readonly attacked: Float32Array;
  /** `[s]` what the attacked network answered before and after. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** `[s]` whether its answer changed. */
  readonly fooled: readonly boolean[];
  /** The share of them. */
  readonly rate: number;
  readonly epsilon: number;
  /** Whether the rate that was wanted was reached. */
  readonly reached: boolean;
}

export interface CalibratedAttack extends AttackOptions {
  /** Largest ε that is tried, in units of `unit`. */
  readonly largest: number;
  /** Share of samples whose answer is to change; default 0.85, the paper's. */
  readonly rate?: number;
  /** Halvings of the range of ε; default 8. */
  readonly halvings?: number;
  /** A rate by no more than this above the wanted one ends the search; default 0.02. */
  readonly tolerance?: number;
}

/**
 * Attacks at the least ε that bisection finds to change the network's own answer on at least `rate` of the samples. Where
 * even `largest` does not, the attack at `largest` is returned with `reached` false. Deterministic. The rate is counted on
 * the same samples that ε was found on.
 *
 * @throws StillpointError RANGE for a rate outside (0, 1] or `largest` not above 0, and what `signSteps` throws
 */
export async function calibratedAttack(
  probe: Probe,
  inputs: SampleInputs,
  labels: ArrayLike<number>,
  options: CalibratedAttack,
): Promise<Attack> {
  const { largest, rate = 0.85, halvings = 8, tolerance = 0.02 } = options;
  ensure(
    rate > 0 && rate <= 1 && largest > 0,
    "RANGE",
    () =>
      `attack: expected a rate above 0 up to 1 and a largest epsilon above 0; got ${rate} and ${largest}; give others`,
  );
  const clean = await probe.values(inputs);
  const before = await probe.answers(inputs, clean);
  const at = (epsilon: number) => attackFrom(probe, inputs, labels, { clean, before, epsilon, rate, options });
  let found = await at(largest);
  let low = 0;
  for (let step = 0; found.reached && found.rate > rate + tolerance && step < halvings; step++) {
    const middle = (low + found.epsilon) / 2;
    const tried = await at(middle);
    if (tried.reached) found = tried;
    else low = middle;
  }
  return found;
}

/** An attack of a given ε. Throws what `signSteps` throws. */
export async function attackOf(
  probe: Probe,
  inputs: SampleInputs,
  labels: ArrayLike<number>,
  epsilon: number,
  options: AttackOptions = {},
): Promise<Attack> {
  const clean = await probe.values(inputs);
  const before = await probe.answers(inputs, clean);
  return attackFrom(probe, inputs, labels, { clean, before, epsilon, rate: 0, options });
}

interface Start extends Pick<Attack, "clean" | "before" | "epsilon"> {
  readonly rate: number;
  readonly options: AttackOptions;
}

async function attackFrom(
  probe: Probe,
  inputs: SampleInputs,
  labels: ArrayLike<number>,
  { clean, before, epsilon, rate, options }: Start,
): Promise<Attack> {
  const attacked = await signSteps(probe, inputs, clean, labels, epsilon, options);
  const after = await probe.answers(inputs, attacked);
  const fooled = Array.from(after, (answer, k) => answer !== before[k]);
  const reachedRate = fooled.filter(Boolean).length / inputCount(inputs);
  return { clean, attacked, before, after, fooled, rate: reachedRate, epsilon, reached: reachedRate >= rate };
}
