// What the known rows of the Jacobian predict about a copy: a control variate for its measured change.

import { dotUnits, type UnitMap } from "../units.ts";
import type { ProbeRow } from "./probes.ts";
import { innerProducts } from "./products.ts";
import type { Differences } from "./reference.ts";
import { mean, variance } from "./statistics.ts";

/** A mean over copies with its standard error; squared features. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

export interface MeanChange {
  /** Mean of the measured changes. */
  readonly plain: Estimate;
  /** The same mean with the control variate. */
  readonly predicted: Estimate;
}

/**
 * Mean change, with the part that probed directions predict exchanged for its expectation.
 *
 * For orthonormal probed v the prediction of a copy is Σ_v (v'J ε)², its expectation Σ_v Σ_i σ_i² ‖J_i'v‖²; the
 * difference has the same mean as the change for any network, and little variance where the network is nearly linear
 * and the probes see most of the Jacobian. The rows must be independent of the copies' noise. Which of the two
 * estimates to trust is the caller's choice.
 *
 * @param sigmas `[n]` at which the copies were drawn, input units
 */
export function meanChange(differences: Differences, rows: readonly ProbeRow[], sigmas: Float64Array): MeanChange {
  const variances = sigmas.map((sigma) => sigma ** 2);
  const expected = rows.reduce((sum, row) => sum + weighted(row.squares, variances), 0);
  const along = movesAlong(rows, differences);
  const corrected = differences.changes.map((change, copy) =>
    along.reduce((value, moves) => value - moves[copy]! ** 2, change + expected),
  );
  return { plain: estimate(differences.changes), predicted: estimate(corrected) };
}

/**
 * `meanChange` for rows whose directions came from the very copies: each copy is predicted only by the directions its
 * own noise had no part in.
 *
 * @param rows the r probed directions of the sketch
 * @param others per copy, orthonormal `[r]` combinations of the rows that are independent of that copy
 * @param sigma0 of every copy, input units
 */
export function meanChangeAcross(
  differences: Differences,
  rows: readonly ProbeRow[],
  others: readonly (readonly Float64Array[])[],
  units: UnitMap,
  sigma0: number,
): MeanChange {
  const ones = new Float64Array(units.count).fill(1);
  const products = rows.map((left, a) =>
    Float64Array.from(rows.slice(0, a + 1), (right) => weighted(dotUnits(units, left.gradient, right.gradient), ones)),
  );
  const between = (a: number, b: number): number => (a >= b ? products[a]![b]! : products[b]![a]!);
  const along = movesAlong(rows, differences);
  const corrected = differences.changes.map((change, copy) => {
    let value = change;
    for (const combination of others[copy]!) {
      let prediction = 0;
      for (const [a, weight] of combination.entries()) {
        prediction += weight * along[a]![copy]!;
        for (const [b, other] of combination.entries()) value += sigma0 ** 2 * weight * other * between(a, b);
      }
      value -= prediction ** 2;
    }
    return value;
  });
  return { plain: estimate(differences.changes), predicted: estimate(corrected) };
}

/** Per row, of every copy: v'J ε. */
function movesAlong(rows: readonly ProbeRow[], differences: Differences): Float64Array[] {
  const gradients = rows.map((row) => row.gradient);
  return innerProducts(gradients, differences.noise);
}

/** Σ weights_i · values_i */
function weighted(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += weights[i]! * values[i]!;
  return sum;
}

function estimate(values: Float64Array): Estimate {
  return { value: mean(values), error: Math.sqrt(variance(values) / values.length) };
}
