// The Jacobian energy G_i from random directions v of feature space: ‖J_i'v‖² summed over the unit's scalars.

import { mean } from "./statistics.ts";

/** Jacobian energies and how well they are known. */
export interface Energies {
  /** `[n]` estimate of G_i = Σ over the unit's scalars p of (J'J)_pp. */
  readonly values: Float64Array;
  /**
   * `[n]` standard error of ln √G_i against its mean over units, nats. A shift common to all units is left out,
   * because it moves no knowledge point.
   */
  readonly standardErrors: Float64Array;
  /** Standard error of that mean, nats. */
  readonly shiftError: number;
}

/** Squares from probes: exact directions count once, random ones stand for the rest of feature space. */
export interface ProbeSquares {
  /** Per exactly probed direction: `[n]` ‖J_i'q‖². */
  readonly exact: readonly Float64Array[];
  /** Per random unit direction of the complement: `[n]` ‖J_i'v‖². */
  readonly random: readonly Float64Array[];
  /** Dimension of the complement the random directions are drawn from. */
  readonly complement: number;
  /** Whether the random directions are drawn without replacement (mutually orthogonal, one Jacobian). */
  readonly orthogonal: boolean;
}

/** Weight of the map's own variance against the pooled one, in degrees of freedom of the pooled one. */
const POOLED_FREEDOM = 10;

/**
 * Unbiased energies with standard errors.
 *
 * G_i = Σ exact + (M/K) Σ random for K directions of an M-dimensional complement. Orthogonal directions are a sample
 * without replacement from a basis, hence the factor 1 − K/M in the variance; ln by the delta method. The variance of
 * one unit from K squares is itself noisy and low just where the estimate is low, so it is pooled with the mean
 * relative variance of all units.
 */
export function estimateEnergies(squares: ProbeSquares, count: number): Energies {
  const { exact, random, complement } = squares;
  const probes = random.length;
  const values = new Float64Array(count);
  for (const square of random) for (let i = 0; i < count; i++) values[i]! += square[i]!;
  if (probes > 0) for (let i = 0; i < count; i++) values[i]! *= complement / probes;
  for (const square of exact) for (let i = 0; i < count; i++) values[i]! += square[i]!;

  const standardErrors = new Float64Array(count);
  const left = squares.orthogonal ? Math.max(0, 1 - probes / complement) : 1;
  if (probes < 2 || left === 0) {
    if (left > 0 && complement > 0) standardErrors.fill(Number.NaN);
    return { values, standardErrors, shiftError: left > 0 && complement > 0 ? Number.NaN : 0 };
  }

  // Influence of each probe on ln G_i, and its part common to all units.
  const live = Array.from(values.keys()).filter((i) => values[i]! > 0);
  const common = random.map((square) => mean(live.map((i) => (complement * square[i]!) / values[i]!)));
  const centre = mean(common);
  const sums = new Float64Array(count);
  for (const [k, square] of random.entries()) {
    for (const i of live) sums[i]! += ((complement * square[i]!) / values[i]! - common[k]!) ** 2;
  }
  const centres = new Float64Array(count);
  for (const square of random) for (const i of live) centres[i]! += (complement * square[i]!) / values[i]! / probes;
  const freedom = probes - 1;
  for (const i of live) sums[i]! -= probes * (centres[i]! - centre) ** 2;
  const pooled = mean(live.map((i) => sums[i]!)) / freedom;
  for (const i of live) {
    const own = (sums[i]! + POOLED_FREEDOM * pooled) / (freedom + POOLED_FREEDOM);
    standardErrors[i] = 0.5 * Math.sqrt((Math.max(0, own) * left) / probes);
  }
  const spread = common.reduce((sum, value) => sum + (value - centre) ** 2, 0) / freedom;
  return { values, standardErrors, shiftError: 0.5 * Math.sqrt((spread * left) / probes) };
}
