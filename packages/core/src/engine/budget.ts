// How a distortion budget is spent on units: the closed-form optimum with bounds.

/** The lowest and highest σ a unit may take, input units. */
export interface SigmaBounds {
  readonly lower: number;
  readonly upper: number;
}

export interface Allocation {
  /** `[n]` input units. */
  readonly sigmas: Float64Array;
  /** `[n]` 1 where σ ended at a bound. */
  readonly bound: Uint8Array;
  /** How many units ended at a bound. */
  readonly boundCount: number;
}

/** An allocation with what its free units share. */
export interface Spending extends Allocation {
  /** σ_i² G_i of every free unit, squared features; 0 or infinite where no budget would free any. */
  readonly level: number;
}

/**
 * The σ that maximise Σ ln σ_i under Σ σ_i² G_i = `budget` and lower ≤ σ_i ≤ upper.
 *
 * Free units share what the bound ones leave: σ_i² = c / G_i with one c for all (Karush-Kuhn-Tucker), so without
 * bounds σ_i² = budget / (n G_i). A unit with no energy takes the upper bound. The spending is piecewise linear and
 * never falls in c, so c is found exactly between two breakpoints. A budget beyond every bound puts all units on it.
 *
 * @param energies `[n]` G_i ≥ 0, squared features per squared input unit
 */
export function spendBudget(energies: Float64Array, budget: number, bounds: SigmaBounds): Spending {
  const low = bounds.lower ** 2;
  const high = bounds.upper ** 2;
  const breaks: { readonly at: number; readonly slope: number }[] = [];
  let spent = 0;
  for (const energy of energies) {
    spent += low * energy;
    if (energy > 0) breaks.push({ at: low * energy, slope: 1 }, { at: high * energy, slope: -1 });
  }
  breaks.sort((left, right) => left.at - right.at || right.slope - left.slope);
  let free = 0;
  let level = 0;
  let reached = spent >= budget;
  for (const { at, slope } of breaks) {
    if (reached) break;
    const gain = free * (at - level);
    reached = spent + gain >= budget;
    if (reached && free > 0) level += (budget - spent) / free;
    else level = at;
    spent += gain;
    free += slope;
  }
  if (!reached) level = Number.POSITIVE_INFINITY;

  const sigmas = new Float64Array(energies.length);
  const bound = new Uint8Array(energies.length);
  let boundCount = 0;
  for (const [i, energy] of energies.entries()) {
    const square = level / energy;
    const inside = energy > 0 && square > low && square < high;
    sigmas[i] = inside ? Math.sqrt(square) : energy > 0 && square <= low ? bounds.lower : bounds.upper;
    if (!inside) {
      bound[i] = 1;
      boundCount += 1;
    }
  }
  return { sigmas, bound, boundCount, level };
}
