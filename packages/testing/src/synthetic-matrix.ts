import { drawNormal } from "@stillpoint/core";
import type { Matrix } from "./linear-layer.ts";

/** How the singular values of a made-up Jacobian fall. */
export type Spectrum = "flat" | "half-power" | "power" | "low-rank";

const RANK = 512;
const LOW_RANK = 12;

function singularValue(spectrum: Spectrum, k: number): number {
  if (spectrum === "power") return 1 / (k + 1);
  return spectrum === "half-power" ? 1 / Math.sqrt(k + 1) : 1;
}

/** Normal numbers `[count]` of unit variance. */
export function normalNumbers(count: number, seed: number, purpose: string): Float64Array {
  const out = new Float64Array(count);
  drawNormal({ seed, sample: "synthetic", purpose, pass: 0 }, out);
  return out;
}

/**
 * A Jacobian `[m, units·size]` of given spectrum (at most 512 directions, 12 for `low-rank`) whose units differ in
 * energy and, direction by direction, in what they hold: both log-normal with standard deviation 0.5.
 */
export function syntheticMatrix(
  spectrum: Spectrum,
  features: number,
  units: number,
  size: number,
  seed: number,
): Matrix {
  const rank = Math.min(features, spectrum === "low-rank" ? LOW_RANK : RANK);
  const columns = units * size;
  const left = normalNumbers(features * rank, seed, "left");
  const right = normalNumbers(rank * columns, seed, "right");
  const shares = normalNumbers(rank * units, seed, "shares");
  const scales = normalNumbers(units, seed, "scales");
  for (let k = 0; k < rank; k++) {
    for (let p = 0; p < columns; p++) {
      const unit = Math.floor(p / size);
      right[k * columns + p]! *=
        singularValue(spectrum, k) * Math.exp(0.5 * (shares[k * units + unit]! + scales[unit]!));
    }
  }
  const data = new Float32Array(features * columns);
  const row = new Float64Array(columns);
  const norm = 1 / Math.sqrt(features * columns);
  for (let j = 0; j < features; j++) {
    row.fill(0);
    for (let k = 0; k < rank; k++) {
      const weight = left[j * rank + k]! * norm;
      for (let p = 0; p < columns; p++) row[p]! += weight * right[k * columns + p]!;
    }
    data.set(row, j * columns);
  }
  return { rows: features, columns, data };
}

/** The matrix with every entry multiplied by `factor(row, column)`. */
export function scaleMatrix(matrix: Matrix, factor: (row: number, column: number) => number): Matrix {
  const data = matrix.data.map((value, k) => value * factor(Math.floor(k / matrix.columns), k % matrix.columns));
  return { ...matrix, data };
}

/** The matrix with its rows in reverse order. */
export function reverseRows(matrix: Matrix): Matrix {
  const { rows, columns } = matrix;
  const data = matrix.data.map((_, k) => matrix.data[(rows - 1 - Math.floor(k / columns)) * columns + (k % columns)]!);
  return { ...matrix, data };
}
