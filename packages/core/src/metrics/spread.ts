// The contrast of a map: counts at a fixed threshold follow it, so it is reported beside them.

import type { Unit } from "../contract.ts";

/** Population standard deviation of entropies over foreground and background units, nats; border units are left out. */
export function spread(entropies: Float64Array, units: readonly Unit[]): number {
  let first = Number.NaN;
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let i = 0; i < units.length; i++) {
    if (units[i]!.region === "border") continue;
    if (count === 0) first = entropies[i]!;
    // Relative to the first value: a constant map has a spread of exactly 0 and offsets lose no digits.
    const value = entropies[i]! - first;
    sum += value;
    squares += value * value;
    count++;
  }
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}

/**
 * The factor by which a network's deviations H̄ − H_i are multiplied before counting, so that its maps have the contrast
 * of the reference network: reference spread / own spread, dimensionless. NaN when the own maps are flat.
 *
 * Both spreads are means over samples of `spread` at the last checkpoint of one training seed. One factor serves all
 * samples and checkpoints of a network, so that it changes neither the order of units nor the course of training. Law:
 * scaling all deviations of a network leaves its normalised points unchanged.
 */
export function spreadFactor(ownSpread: number, referenceSpread: number): number {
  return ownSpread > 0 ? referenceSpread / ownSpread : Number.NaN;
}
