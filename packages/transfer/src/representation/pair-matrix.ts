// What every two examples have to do with each other under a network's features. n examples, d features.

import { ensure, mean } from "@stillpoint/core";
import type { NumberTable } from "@stillpoint/mechanism";

/** `[n, n]`, symmetric. */
export interface PairMatrix {
  readonly values: Float64Array;
  readonly n: number;
}

/** Inner products of features less their mean, which every centring takes off anyhow, so that a large mean costs no digits. */
export function gramMatrix({ values, rows: n, columns }: NumberTable): PairMatrix {
  const own = new Float64Array(values.length);
  for (let k = 0; k < columns; k++) {
    const middle = mean(Float64Array.from({ length: n }, (_, i) => values[i * columns + k]!));
    for (let i = 0; i < n; i++) own[i * columns + k] = values[i * columns + k]! - middle;
  }
  return filled(n, (i, j) => {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += own[i * columns + k]! * own[j * columns + k]!;
    return sum;
  });
}

/** Euclidean distances of features. */
export function distanceMatrix({ values, rows: n, columns }: NumberTable): PairMatrix {
  return filled(n, (i, j) => {
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += (values[i * columns + k]! - values[j * columns + k]!) ** 2;
    return Math.sqrt(sum);
  });
}

/** The rows and columns of some examples. */
export function ofExamples({ values, n }: PairMatrix, places: readonly number[]): PairMatrix {
  const m = places.length;
  const taken = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) taken[i * m + j] = values[places[i]! * n + places[j]!]!;
  return { values: taken, n: m };
}

/**
 * U-centred: rows and columns sum to 0 off a diagonal of zeros, as an unbiased estimate needs it. Centring it again changes
 * nothing.
 *
 * @throws StillpointError DEGENERATE for fewer than 4 examples
 * Source: Székely and Rizzo 2014.
 */
export function uCentred({ values, n }: PairMatrix): PairMatrix {
  ensure(
    n > 3,
    "DEGENERATE",
    () => `pairs of examples: expected at least 4 examples; got ${n}; an unbiased estimate divides by n - 3`,
  );
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) sums[i]! += values[i * n + j]!;
  const total = sums.reduce((sum, own) => sum + own, 0);
  const centred = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      if (i !== j)
        centred[i * n + j] = values[i * n + j]! - sums[i]! / (n - 2) - sums[j]! / (n - 2) + total / ((n - 1) * (n - 2));
  return { values: centred, n };
}

/** Σ_{i≠j} A_ij B_ij / (n (n − 3)): the unbiased HSIC of two U-centred Gram matrices, the distance covariance of distances. */
export function innerProduct(a: PairMatrix, b: PairMatrix): number {
  let sum = 0;
  for (let k = 0; k < a.values.length; k++) sum += a.values[k]! * b.values[k]!;
  return sum / (a.n * (a.n - 3));
}

/** <A, B> / √(<A, A> <B, B>) of U-centred matrices; NaN where one of them is 0 but for rounding. */
export function matrixCorrelation(a: PairMatrix, b: PairMatrix): number {
  const [own, other] = [innerProduct(a, a), innerProduct(b, b)];
  return own > 0 && other > 0 ? innerProduct(a, b) / Math.sqrt(own * other) : Number.NaN;
}

/**
 * A − (<A, B> / <B, B>) B: what of A the matrix B does not have; 0 for A = B. Both U-centred.
 *
 * @throws StillpointError DEGENERATE where B is 0
 */
export function residualMatrix(a: PairMatrix, b: PairMatrix): PairMatrix {
  const own = innerProduct(b, b);
  ensure(
    own > 0,
    "DEGENERATE",
    () => "residual: expected features that differ between examples; got a matrix of zeros; leave this layer out",
  );
  const share = innerProduct(a, b) / own;
  return { values: a.values.map((value, k) => value - share * b.values[k]!), n: a.n };
}

function filled(n: number, of: (i: number, j: number) => number): PairMatrix {
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) values[i * n + j] = values[j * n + i] = of(i, j);
  return { values, n };
}
