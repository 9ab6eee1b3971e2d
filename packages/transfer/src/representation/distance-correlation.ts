// Distance correlation without bias, what is left of it beside a third network, and its gradient.

import { ensure } from "@stillpoint/core";
import { type NumberTable, numberTable } from "@stillpoint/mechanism";
import { ensureRows } from "./linear-cka.ts";
import { distanceMatrix, matrixCorrelation, type PairMatrix, residualMatrix, uCentred } from "./pair-matrix.ts";

/** U-centred distances of features `[n, d]`, n > 3: what every number below is made of, for whoever takes several of them. */
export function centredDistances(features: NumberTable): PairMatrix {
  return uCentred(distanceMatrix(features));
}

/**
 * Bias-corrected squared distance correlation, −1..1: 1 for a copy up to rotation and scale, 0 in expectation (nearly) for
 * independent features. NaN for features that are the same in every example.
 *
 * @throws StillpointError SHAPE for other numbers of examples, DEGENERATE for fewer than 4
 * Source: Székely and Rizzo 2013, 2014.
 */
export function distanceCorrelation(a: NumberTable, b: NumberTable): number {
  ensureRows(a, b);
  return matrixCorrelation(centredDistances(a), centredDistances(b));
}

/**
 * Partial distance correlation of U-centred distances A and G with B taken off both: what the two share beyond what B has.
 * NaN where nothing is left of one.
 *
 * @throws StillpointError DEGENERATE where B is 0
 * Source: Székely and Rizzo 2014; Zhen et al. 2022 for networks.
 */
export function partialCorrelation(a: PairMatrix, g: PairMatrix, b: PairMatrix): number {
  return leftCorrelation(residualMatrix(a, b), residualMatrix(g, b), a, g);
}

/**
 * The same with B taken off A alone, <A|B, G> / √(<A|B, A|B> <G, G>): the score behind UniCAM's residual features.
 *
 * @throws StillpointError DEGENERATE where B is 0
 * Source: Zhen et al. 2022 (code read); Adhane et al. 2025 (repository read).
 */
export function residualCorrelation(a: PairMatrix, g: PairMatrix, b: PairMatrix): number {
  return leftCorrelation(residualMatrix(a, b), g, a, g);
}

export interface ScoreGradient {
  readonly score: number;
  /** `[n, d]` the score's derivative by every feature. */
  readonly gradient: Float64Array;
}

/**
 * `partialCorrelation` (or `residualCorrelation`, with `from: "features"`) of a network's features `[n, d]` with its gradient
 * on them, in closed form: what a map of where a network sees what another does not is propagated from. Two examples with
 * the same features have no direction between them and add 0.
 *
 * @throws StillpointError SHAPE where G or B are of other examples, DEGENERATE for fewer than 4 or where nothing is left
 * Source: derived; checked by central differences.
 */
export function partialCorrelationGradient(
  features: NumberTable,
  g: PairMatrix,
  b: PairMatrix,
  from: "both" | "features" = "both",
): ScoreGradient {
  const { rows: n } = features;
  ensure(
    g.n === n && b.n === n,
    "SHAPE",
    () =>
      `residual: expected matrices of ${n} examples; got ${g.n} and ${b.n}; centre the distances of the same examples`,
  );
  const distances = distanceMatrix(features);
  const a = uCentred(distances);
  const left = residualMatrix(a, b);
  const aim = residualMatrix(g, b);
  const target = from === "both" ? aim : g;
  const score = leftCorrelation(left, target, a, g);
  ensure(
    !Number.isNaN(score),
    "DEGENERATE",
    () => "residual: expected something left beside the other network; got nothing; leave this pair out",
  );
  const [own, other] = [squared(left), squared(target)];
  const scale = Math.sqrt(own * other);
  // Centring and taking B off are orthogonal projections, so that they are their own adjoints: of G only what is left.
  const gradient = sentBack(features, distances, (k) => aim.values[k]! / scale - (score * left.values[k]!) / own);
  return { score, gradient };
}

/**
 * The gradient `[n, d]` of ½ <A|B, A|B> on a network's features, A|B what of their U-centred distances `b` does not have: the
 * residual matrix itself as the signal that is sent back, UniCAM's. Its inner product with the features is <A|B, A|B>.
 *
 * Differs: the repository sends the residual matrix back (read); that it is the gradient of this number, and its scale, are
 * ours.
 *
 * @throws StillpointError SHAPE where B is of other examples, DEGENERATE for fewer than 4 or where B is 0
 * Source: Adhane et al. 2025 (repository read); derived, checked by central differences.
 */
export function residualGradient(features: NumberTable, b: PairMatrix): Float64Array {
  const { rows: n } = features;
  ensure(
    b.n === n,
    "SHAPE",
    () => `residual: expected a matrix of ${n} examples; got ${b.n}; centre the distances of the same examples`,
  );
  const distances = distanceMatrix(features);
  const left = residualMatrix(uCentred(distances), b);
  return sentBack(features, distances, (k) => left.values[k]! / (n * (n - 3)));
}

/** What every distance's `push` (by its place in the matrix, the same both ways) moves features by, `[n, d]`. */
function sentBack(
  { values, rows: n, columns }: NumberTable,
  distances: PairMatrix,
  push: (place: number) => number,
): Float64Array {
  const gradient = new Float64Array(n * columns);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const distance = distances.values[i * n + j]!;
      if (distance === 0) continue;
      const scale = (2 * push(i * n + j)) / distance;
      for (let k = 0; k < columns; k++)
        gradient[i * columns + k]! += scale * (values[i * columns + k]! - values[j * columns + k]!);
    }
  return gradient;
}

/**
 * Features with rows of length 1, so that only directions count.
 *
 * @throws StillpointError DEGENERATE for a row of zeros
 */
export function normalisedRows({ values, rows, columns }: NumberTable): NumberTable {
  const scaled = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * columns, (row + 1) * columns);
    let sum = 0;
    for (const value of own) sum += value ** 2;
    const length = Math.sqrt(sum);
    ensure(
      length > 0,
      "DEGENERATE",
      () => `features, row ${row}: expected a direction; got zeros; leave the example out, or do not normalise`,
    );
    for (let k = 0; k < columns; k++) scaled[row * columns + k] = own[k]! / length;
  }
  return numberTable("features", { values: scaled, columns });
}

/** Of a residual's squared size, the share of the whole below which it is rounding. */
const NOTHING_LEFT = 1e-20;

function leftCorrelation(left: PairMatrix, target: PairMatrix, a: PairMatrix, g: PairMatrix): number {
  if (!(squared(left) > NOTHING_LEFT * squared(a) && squared(target) > NOTHING_LEFT * squared(g))) return Number.NaN;
  return matrixCorrelation(left, target);
}

function squared({ values }: PairMatrix): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}
