// Which directions of feature space to probe exactly: those in which the reference copies moved the features.

import { type Basis, createBasis } from "./orthogonal.ts";
import { mean } from "./statistics.ts";

/** Below this share of its length a difference is rounding noise on the earlier ones. */
const NEW_SHARE = 1e-3;

export interface Sketch {
  /** Exactly probed directions, in the order of the copies. */
  readonly basis: Basis;
  /** `[copies]` how many directions came from earlier copies: those are independent of this copy's noise. */
  readonly known: readonly number[];
}

/**
 * Share of each vector's energy that the span of the others explains, averaged: leave-one-out, so that a share above
 * chance means the vectors truly keep to few directions.
 */
export function sharedEnergy(vectors: readonly Float32Array[]): number {
  const count = vectors.length;
  const unit = vectors.map((vector) => {
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    return vector.map((value) => (length > 0 ? value / length : 0));
  });
  const shares = unit.map((vector, k) => {
    const others = createBasis();
    for (let j = 0; j < count; j++) if (j !== k) others.add(unit[j]!, NEW_SHARE);
    let share = 0;
    for (const direction of others.vectors) {
      let along = 0;
      for (let j = 0; j < vector.length; j++) along += direction[j]! * vector[j]!;
      share += along * along;
    }
    return share;
  });
  return mean(shares);
}

/**
 * Deflation as in Hutch++ (Meyer, Musco, Musco, Woodruff 2021), applied per unit: the span of the feature differences
 * `[m]` each is probed exactly and random probes cover only its complement.
 *
 * Exact directions cost random ones, so it is done only where it pays: with share φ of the energy in the span, r
 * directions of it, P probes and m features, when (1 − φ)² (1/(P−r) − 1/(m−r)) < 1/P − 1/m. Otherwise the sketch is
 * empty.
 */
export function sketchDirections(differences: readonly Float32Array[], probes: number, features: number): Sketch {
  const basis = createBasis();
  const nothing: Sketch = { basis, known: differences.map(() => 0) };
  const rank = differences.length;
  if (probes - rank < 2) return nothing;
  const rest = (1 - sharedEnergy(differences)) ** 2 * (1 / (probes - rank) - 1 / (features - rank));
  if (!(rest < 1 / probes - 1 / features)) return nothing;
  const known = differences.map((difference) => {
    const before = basis.size;
    basis.add(difference, NEW_SHARE);
    return before;
  });
  return { basis, known };
}
