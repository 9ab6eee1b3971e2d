// How far a noisy observation of every unit may be believed.

import { mean, variance } from "./statistics.ts";

/** Per unit: relative deviation of the true energy from the linear one, and the variance of what is not known of it. */
export interface Deviation {
  /** `[n]` */
  readonly values: Float64Array;
  /** `[n]` */
  readonly variances: Float64Array;
}

/**
 * One step of a Kalman filter over units that share one prior.
 *
 * The prior variance is learned from the innovations: what is left of their mean square after measurement noise and
 * what was known before. One standard error of that mean is taken off before it may move anything, so units that do
 * not differ beyond their noise stay where they are, and a step is expected to lower the error or leave it. The
 * variance that is carried on uses the full figure: what moved too little is not called known.
 *
 * @param observed `[n]` observations; NaN where a unit takes no part
 * @param noise `[n]` variance of each observation
 */
export function kalmanStep(before: Deviation, observed: Float64Array, noise: Float64Array): Deviation {
  const active = Array.from(observed.keys()).filter((i) => Number.isFinite(observed[i]!));
  if (active.length < 3) return before;
  const innovations = active.map((i) => observed[i]! - before.values[i]!);
  const surplus = active.map((i, k) => innovations[k]! ** 2 - noise[i]! - before.variances[i]!);
  // Units differ in noise: the quiet ones say more about the shared prior.
  const typical = mean(active.map((i) => noise[i]!));
  const weights = active.map((i) => 1 / (typical + noise[i]! + before.variances[i]!) ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const level = surplus.reduce((sum, value, k) => sum + weights[k]! * value, 0) / total;
  const scatter = surplus.reduce((sum, value, k) => sum + (weights[k]! * (value - level)) ** 2, 0);
  const cautious = Math.max(0, level - Math.sqrt(scatter) / total);
  const likely = Math.max(0, level);

  const values = before.values.slice();
  const variances = before.variances.slice();
  for (const [k, i] of active.entries()) {
    const known = before.variances[i]! + cautious;
    const gain = known > 0 ? known / (known + noise[i]!) : 0;
    // Never below a tenth of the linear energy in one step: observations may be negative.
    values[i] = Math.max(0.1 * (1 + before.values[i]!), 1 + before.values[i]! + gain * innovations[k]!) - 1;
    variances[i] = (1 - gain) ** 2 * (before.variances[i]! + likely) + gain ** 2 * noise[i]!;
  }
  return { values, variances };
}

/** Weight of the mean variance of all units against a unit's own, in degrees of freedom. */
const POOLED_FREEDOM = 8;

/** `[n]` variance of the mean over copies of each unit, pooled; `samples` is per copy `[n]`. */
export function varianceOfMeans(
  samples: readonly Float64Array[],
  units: readonly number[],
  count: number,
): Float64Array {
  const copies = samples.length;
  const own = new Float64Array(count);
  for (const i of units) own[i] = variance(samples.map((sample) => sample[i]!));
  const pooled = mean(units.map((i) => own[i]!));
  const out = new Float64Array(count);
  for (const i of units) {
    out[i] = ((copies - 1) * own[i]! + POOLED_FREEDOM * pooled) / (copies - 1 + POOLED_FREEDOM) / copies;
  }
  return out;
}
