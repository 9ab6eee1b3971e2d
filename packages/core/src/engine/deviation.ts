// How far the energies at finite noise deviate from the linear ones, and how much of that may be believed.

import { mean, variance } from "./statistics.ts";

/** Per unit, relative to its linear energy, what all units share taken off. */
export interface Deviation {
  /** `[n]` running mean of the observations, weighted by their variances; 0 before the first. */
  readonly observed: Float64Array;
  /** `[n]` variance of `observed`; infinite before the first. */
  readonly noise: Float64Array;
  /** `[n]` the part of `observed` that is believed. */
  readonly values: Float64Array;
  /** `[n]` expected squared error of `values`. */
  readonly errors: Float64Array;
}

/** Share of a move that comes back as a change of what is observed: a guess on the careful side for smooth networks. */
const DRIFT = 0.5;

/** Relative variance below which an observation counts as exact. */
const EXACT = 1e-12;

/** No energy falls below this share of its linear one: observations may be negative. */
const LEAST = 0.1;

export function noDeviation(count: number): Deviation {
  return {
    observed: new Float64Array(count),
    noise: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    values: new Float64Array(count),
    errors: new Float64Array(count),
  };
}

/**
 * Takes in one observation per unit and says how much of all observations so far to believe.
 *
 * Observations are averaged as a Kalman filter does, each move making older ones a little less certain. The average is
 * then shrunk towards no deviation, because what bends a unit's energy also makes it noisy: true deviations are taken
 * to vary as τ²·noise_i with one τ² for the map, which is what the averages spread beyond their noise, and all units
 * get the gain K = τ²/(1 + τ²). One standard error is taken off τ² before it may move anything, so a map that does not
 * differ from its start beyond noise stays there, and a step is expected to lower the error or leave it. Two are added
 * in `errors`: what could not be told apart from noise is not called known.
 *
 * @param observation `[n]`; NaN where a unit takes no part
 * @param noise `[n]` variance of each observation
 */
export function updateDeviation(before: Deviation, observation: Float64Array, noise: Float64Array): Deviation {
  const active = Array.from(observation.keys()).filter((i) => Number.isFinite(observation[i]!));
  if (active.length < 3) return before;
  const after = {
    observed: before.observed.slice(),
    noise: before.noise.slice(),
    values: before.values.slice(),
    errors: before.errors.slice(),
  };
  // One gain for all units: a unit's own variance is large just when its mean is, and would bias a weight made of it.
  const fresh = mean(active.map((i) => noise[i]!));
  const seen = active.filter((i) => Number.isFinite(before.noise[i]!));
  const known = mean(seen.map((i) => before.noise[i]!));
  const share = known + fresh > 0 ? known / (known + fresh) : 0;
  for (const i of active) {
    const first = !Number.isFinite(before.noise[i]!);
    const weight = first ? 1 : share;
    after.observed[i]! += weight * (observation[i]! - before.observed[i]!);
    after.noise[i] = weight ** 2 * noise[i]! + (first ? 0 : (1 - weight) ** 2 * before.noise[i]!);
  }

  const ratios = active.map((i) => after.observed[i]! ** 2 / Math.max(after.noise[i]!, EXACT) - 1);
  const level = mean(ratios);
  const doubt = Math.sqrt(variance(ratios) / active.length);
  const cautious = Math.max(0, level - doubt);
  const likely = Math.max(0, level + 2 * doubt);
  const gain = cautious / (1 + cautious);

  let moved = 0;
  for (const i of active) {
    after.values[i] = Math.max(LEAST - 1, gain * after.observed[i]!);
    after.errors[i] = after.noise[i]! * (gain ** 2 + (1 - gain) ** 2 * likely);
    moved += (after.values[i]! - before.values[i]!) ** 2 / active.length;
  }
  for (const i of active) after.noise[i]! += DRIFT * moved;
  return after;
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
