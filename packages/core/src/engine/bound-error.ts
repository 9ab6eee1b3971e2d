// How far a unit that is reported at a bound may be off it.

import type { SigmaBounds, Spending } from "./budget.ts";
import type { Energies } from "./energy.ts";

/**
 * `[n]` nats, 0 for free units: what would be missing to the bound if the unit's energy were one standard error nearer.
 * A unit without any energy counts as if it had `unseen`: 0 where no energy means no influence; where copies reach a
 * unit at random, what it would have had it been reached once.
 */
export function boundErrors(
  energies: Energies,
  { sigmas, bound, level }: Spending,
  bounds: SigmaBounds,
  unseen = 0,
): Float64Array {
  const whole = Math.log(bounds.upper / bounds.lower);
  return Float64Array.from(sigmas, (sigma, i) => {
    if (bound[i] === 0) return 0;
    const energy = energies.values[i]!;
    if (energy === 0) {
      const once = unseen > 0 ? Math.log(bounds.upper) - Math.log(level / unseen) / 2 : 0;
      return Math.min(whole, Math.max(0, once));
    }
    const beyond = Math.abs(Math.log(level / energy) / 2 - Math.log(sigma));
    return Math.max(0, energies.standardErrors[i]! - beyond);
  });
}
