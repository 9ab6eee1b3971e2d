// Which directions of feature space to probe exactly: those in which the reference copies moved the features.

import { type Basis, createBasis } from "./orthogonal.ts";
import { mean } from "./statistics.ts";

/** Below this share of its length a difference is rounding noise on the other ones. */
const NEW_SHARE = 1e-3;

/** Directions, and for each copy those that its own noise had no part in. */
export interface Sketch {
  /** r directions of feature space, to be probed exactly; none where random probes alone do better. */
  readonly basis: Basis;
  /** Per copy: orthonormal `[r]` coordinate vectors that span the other copies' differences. */
  readonly others: readonly (readonly Float64Array[])[];
}

/** Per vector `[r]`: an orthonormal basis of all the others. */
function leaveOneOut(vectors: readonly Float64Array[]): readonly Float64Array[][] {
  return vectors.map((_, k) => {
    const rest = createBasis();
    for (const [j, vector] of vectors.entries()) if (j !== k) rest.add(vector, NEW_SHARE);
    return [...rest.vectors];
  });
}

function inner(left: Float64Array, right: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < left.length; j++) sum += left[j]! * right[j]!;
  return sum;
}

/**
 * Deflation as in Hutch++ (Meyer, Musco, Musco, Woodruff 2021), applied per unit: the span of the feature differences
 * `[m]` each is probed exactly and random probes cover only its complement.
 *
 * Exact directions cost random ones, so it is done only where it pays: with share φ of a difference's energy in the
 * span of the others (leave-one-out, so above chance only if they truly keep to few directions), r directions,
 * P probes and m features, when (1 − φ)² (1/(P−r) − 1/(m−r)) < 1/P − 1/m.
 */
export function sketchDirections(differences: readonly Float32Array[], probes: number, features: number): Sketch {
  const nothing: Sketch = { basis: createBasis(), others: differences.map(() => []) };
  if (probes - differences.length < 2) return nothing;
  const basis = createBasis();
  for (const difference of differences) basis.add(difference, NEW_SHARE);
  const rank = basis.size;

  const coordinates = differences.map((difference) =>
    Float64Array.from(basis.vectors, (direction) => inner(direction, difference)),
  );
  const others = leaveOneOut(coordinates);
  const shares = coordinates.map((vector, k) => {
    const energy = inner(vector, vector);
    return energy > 0 ? others[k]!.reduce((sum, direction) => sum + inner(direction, vector) ** 2, 0) / energy : 0;
  });
  const rest = (1 - mean(shares)) ** 2 * (1 / (probes - rank) - 1 / (features - rank));
  return rest < 1 / probes - 1 / features ? { basis, others } : nothing;
}
