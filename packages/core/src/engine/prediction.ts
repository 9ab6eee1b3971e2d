// What the known rows of the Jacobian predict about a copy: a control variate for its measured change.

import type { ProbeRow } from "./probes.ts";
import type { Differences } from "./reference.ts";
import { mean, variance } from "./statistics.ts";

/** A mean over copies with its standard error; squared features. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/**
 * Mean change, with the part that probed directions predict exchanged for its expectation.
 *
 * For orthonormal probed v the prediction of copy k is Σ_v (v'J ε_k)², its expectation Σ_v Σ_i σ_i² ‖J_i'v‖²; the
 * difference has the same mean as the change for any network, and little variance where the network is nearly linear
 * and the probes see most of the Jacobian. Which to trust is the caller's choice.
 *
 * @param sigmas `[n]` at which the copies were drawn, input units
 * @param known `[copies]` how many of the rows, from the first, are independent of each copy's noise
 */
export function meanChange(
  differences: Differences,
  rows: readonly ProbeRow[],
  known: readonly number[],
  sigmas: Float64Array,
): { readonly plain: Estimate; readonly predicted: Estimate } {
  const expected = rows.map((row) => row.squares.reduce((sum, square, i) => sum + sigmas[i]! ** 2 * square, 0));
  const corrected = differences.changes.map((change, copy) => {
    const noise = differences.noise[copy]!;
    let value = change;
    for (let k = 0; k < (known[copy] ?? 0); k++) value += expected[k]! - dot(rows[k]!.gradient, noise) ** 2;
    return value;
  });
  return { plain: estimate(differences.changes), predicted: estimate(corrected) };
}

function estimate(values: Float64Array): Estimate {
  return { value: mean(values), error: Math.sqrt(variance(values) / values.length) };
}

/** Four sums side by side: one running sum would wait for each addition. */
function dot(left: Float32Array, right: Float32Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = left.length - (left.length % 4);
  for (let p = 0; p < whole; p += 4) {
    a += left[p]! * right[p]!;
    b += left[p + 1]! * right[p + 1]!;
    c += left[p + 2]! * right[p + 2]!;
    d += left[p + 3]! * right[p + 3]!;
  }
  for (let p = whole; p < left.length; p++) a += left[p]! * right[p]!;
  return a + b + c + d;
}
