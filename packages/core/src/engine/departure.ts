// How far a layer departs from its gradients under the noise that a map found, copy by copy.

import type { Linearisation } from "./linearisation.ts";
import type { MapTask } from "./map-task.ts";
import { innerProducts } from "./products.ts";
import { measureDifferences } from "./reference.ts";

const COPIES = 8;

export interface Departure {
  /** Σ (v'Δ)² / Σ (v'J ε)² over copies ε and probed directions v: 1 for a linear layer, up to rounding. */
  readonly ratio: number;
  readonly passes: number;
}

/**
 * Sends copies at the map's sigmas through the layer and compares their moves along every probed direction with what the
 * gradients predict of the same noise. The noise is the same on both sides, so a linear layer gives 1 without spread,
 * however few its copies. Infinite where the gradients predict no move at all.
 *
 * @throws NOT_FINITE when a perturbed feature is not
 */
export async function measureDeparture(task: MapTask, linear: Linearisation): Promise<Departure> {
  const differences = await measureDifferences(task, "departure", linear.allocation.sigmas, COPIES, true);
  const predicted = innerProducts(
    linear.rows.map((row) => row.gradient),
    differences.noise,
  );
  let [moved, foretold] = [0, 0];
  for (const [copy, difference] of differences.features.entries()) {
    for (const [k, move] of linear.along(difference).entries()) {
      moved += move ** 2;
      foretold += predicted[k]![copy]! ** 2;
    }
  }
  return { ratio: foretold > 0 ? moved / foretold : moved > 0 ? Number.POSITIVE_INFINITY : Number.NaN, passes: COPIES };
}
