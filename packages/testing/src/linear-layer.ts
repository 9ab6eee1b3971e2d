import type { Layer } from "@stillpoint/core";
import { closedFormLayer } from "./closed-form-layer.ts";

/** A matrix `[rows, columns]`, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array | Float32Array;
}

/** W x: `[columns] -> [rows]` */
export function multiply(matrix: Matrix, x: ArrayLike<number>): Float64Array {
  const { rows, columns, data } = matrix;
  const out = new Float64Array(rows);
  for (let j = 0; j < rows; j++) {
    let sum = 0;
    for (let p = 0; p < columns; p++) sum += data[j * columns + p]! * x[p]!;
    out[j] = sum;
  }
  return out;
}

/** W'v: `[rows] -> [columns]` */
export function multiplyTransposed(matrix: Matrix, v: ArrayLike<number>): Float64Array {
  const { rows, columns, data } = matrix;
  const out = new Float64Array(columns);
  for (let j = 0; j < rows; j++) {
    const weight = v[j]!;
    if (weight !== 0) for (let p = 0; p < columns; p++) out[p]! += weight * data[j * columns + p]!;
  }
  return out;
}

/**
 * f(x) = W x, W `[m, d]`. Its Jacobian is W everywhere, so every recipe has a closed form.
 *
 * @param x0 `[d]`; zeros unless given
 * @param shape of one sample; `[d]` unless given
 */
export function linearLayer(
  weights: Matrix,
  x0: Float32Array = new Float32Array(weights.columns),
  shape: readonly number[] = [weights.columns],
): Layer {
  return closedFormLayer({
    shape,
    x0,
    featureSize: weights.rows,
    forward: (x) => multiply(weights, x),
    backward: (_x, cotangent) => multiplyTransposed(weights, cotangent),
  });
}

/** G_i of a linear layer: Σ of W_jp² over features j and the scalars p of unit i. `unitOf` `[d]`; −1 is left out. */
export function linearEnergies(weights: Matrix, unitOf: Int32Array, count: number): Float64Array {
  const energies = new Float64Array(count);
  for (let j = 0; j < weights.rows; j++) {
    for (let p = 0; p < weights.columns; p++) {
      const unit = unitOf[p]!;
      if (unit >= 0) energies[unit]! += weights.data[j * weights.columns + p]! ** 2;
    }
  }
  return energies;
}

/**
 * The σ `[n]` every converged recipe has on a linear layer: σ_i² = (entropyWeight/2) σ0² mean(G) / G_i, input units.
 */
export function linearOptimum(energies: Float64Array, sigma0: number, entropyWeight = 7): Float64Array {
  const mean = energies.reduce((sum, energy) => sum + energy, 0) / energies.length;
  return energies.map((energy) => sigma0 * Math.sqrt(((entropyWeight / 2) * mean) / energy));
}
