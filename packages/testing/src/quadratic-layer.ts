import type { Layer } from "@stillpoint/core";
import { closedFormLayer } from "./closed-form-layer.ts";
import { linearEnergies, type Matrix, multiply, multiplyTransposed } from "./linear-layer.ts";

/**
 * f(x) = W e + (V e)² with e = x − x0, W and V `[m, d]`: nonlinear, yet its expected distortion is closed.
 *
 * @param shape of one sample; `[d]` unless given
 */
export function quadraticLayer(
  linear: Matrix,
  quadratic: Matrix,
  x0: Float32Array = new Float32Array(linear.columns),
  shape: readonly number[] = [linear.columns],
): Layer {
  const offset = (x: Float32Array): Float64Array => Float64Array.from(x, (value, p) => value - x0[p]!);
  return closedFormLayer({
    shape,
    x0,
    featureSize: linear.rows,
    forward(x) {
      const e = offset(x);
      const bent = multiply(quadratic, e);
      return multiply(linear, e).map((value, j) => value + bent[j]! ** 2);
    },
    backward(x, cotangent) {
      const bent = multiply(quadratic, offset(x));
      const back = multiplyTransposed(
        quadratic,
        bent.map((value, j) => 2 * value * cotangent[j]!),
      );
      return multiplyTransposed(linear, cotangent).map((value, p) => value + back[p]!);
    },
  });
}

/**
 * E ‖f(x0 + σ ⊙ z) − f(x0)‖² of `quadraticLayer` = Σ_j (w_j'Σw_j + 3 (v_j'Σv_j)²), and S_i = σ_i dD/dσ_i, both exact.
 *
 * @param sigmas `[n]` input units
 */
export function quadraticDistortion(
  linear: Matrix,
  quadratic: Matrix,
  unitOf: Int32Array,
  sigmas: Float64Array,
): { readonly distortion: number; readonly sensitivities: Float64Array } {
  const count = sigmas.length;
  const straight = linearEnergies(linear, unitOf, count);
  let distortion = 0;
  const sensitivities = straight.map((energy, i) => 2 * sigmas[i]! ** 2 * energy);
  for (let i = 0; i < count; i++) distortion += sigmas[i]! ** 2 * straight[i]!;
  for (let j = 0; j < quadratic.rows; j++) {
    const row: Matrix = {
      rows: 1,
      columns: quadratic.columns,
      data: quadratic.data.subarray(j * quadratic.columns, (j + 1) * quadratic.columns),
    };
    const energies = linearEnergies(row, unitOf, count);
    const spread = energies.reduce((sum, energy, i) => sum + sigmas[i]! ** 2 * energy, 0);
    distortion += 3 * spread * spread;
    for (let i = 0; i < count; i++) sensitivities[i]! += 12 * spread * sigmas[i]! ** 2 * energies[i]!;
  }
  return { distortion, sensitivities };
}

/** The σ `[n]` that maximise Σ ln σ_i at distortion `budget`: S_i equal for all, by damped fixed-point iteration. */
export function quadraticOptimum(
  linear: Matrix,
  quadratic: Matrix,
  unitOf: Int32Array,
  count: number,
  budget: number,
): Float64Array {
  const sigmas = new Float64Array(count).fill(1e-3);
  for (let step = 0; step < 2_000; step++) {
    const { distortion, sensitivities } = quadraticDistortion(linear, quadratic, unitOf, sigmas);
    const target = sensitivities.reduce((sum, value) => sum + value, 0) / count;
    // A distortion that grows like σ⁴ at most: a quarter power never overshoots.
    const shift = (budget / distortion) ** 0.25;
    for (let i = 0; i < count; i++) sigmas[i]! *= shift * (target / sensitivities[i]!) ** 0.25;
  }
  return sigmas;
}
