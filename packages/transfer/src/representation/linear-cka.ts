// Whether two networks' features relate examples alike.

import { ensure } from "@stillpoint/core";
import type { NumberTable } from "@stillpoint/mechanism";
import { gramMatrix, matrixCorrelation, type PairMatrix, uCentred } from "./pair-matrix.ts";

/** One layer of a network on the examples of a study. */
export interface LayerFeatures {
  readonly layer: string;
  /** `[n, d]`, one row for each example: places and channels of a picture lie side by side in its row. */
  readonly features: NumberTable;
}

/**
 * ‖Y'X‖² / (‖X'X‖ ‖Y'Y‖) of centred features `[n, d]` and `[n, e]`, Frobenius norms: 1 = alike up to rotation and one scale.
 * Biased: independent features give about 1 where d is larger than n. NaN for features that are the same in every example.
 *
 * @throws StillpointError SHAPE for other numbers of examples
 * Source: Kornblith et al. 2019.
 */
export function linearCka(a: NumberTable, b: NumberTable): number {
  ensureRows(a, b);
  const [own, other] = [centred(gramMatrix(a)), centred(gramMatrix(b))];
  const product = (x: PairMatrix, y: PairMatrix): number =>
    x.values.reduce((sum, value, k) => sum + value * y.values[k]!, 0);
  const room = product(own, own) * product(other, other);
  return room > 0 ? product(own, other) / Math.sqrt(room) : Number.NaN;
}

/**
 * The same from unbiased HSIC: 0 in expectation for independent features, which single pairs fall below; 1 for equal ones.
 *
 * @throws StillpointError SHAPE for other numbers of examples, DEGENERATE for fewer than 4
 * Source: Song et al. 2012 for the estimate; Nguyen, Raghu and Kornblith 2021.
 */
export function debiasedCka(a: NumberTable, b: NumberTable): number {
  ensureRows(a, b);
  return matrixCorrelation(uCentred(gramMatrix(a)), uCentred(gramMatrix(b)));
}

/**
 * Debiased CKA of every layer of one network with every layer of another: `[layers of a, layers of b]`, row by row.
 *
 * @throws StillpointError SHAPE for layers of other numbers of examples, DEGENERATE for fewer than 4
 */
export function ckaGrid(a: readonly LayerFeatures[], b: readonly LayerFeatures[]): Float64Array {
  const [rows, columns] = [a, b].map((layers) => layers.map(({ features }) => uCentred(gramMatrix(features))));
  for (const { features } of b) for (const { features: own } of a) ensureRows(own, features);
  return Float64Array.from(rows!.flatMap((row) => columns!.map((column) => matrixCorrelation(row, column))));
}

/** @throws StillpointError SHAPE for tables of other numbers of examples */
export function ensureRows(a: NumberTable, b: NumberTable): void {
  ensure(
    a.rows === b.rows,
    "SHAPE",
    () => `features: expected rows for the same examples; got ${a.rows} and ${b.rows}; give one row for each example`,
  );
}

function centred({ values, n }: PairMatrix): PairMatrix {
  const means = Float64Array.from(
    { length: n },
    (_, i) => values.subarray(i * n, (i + 1) * n).reduce((sum, own) => sum + own, 0) / n,
  );
  const middle = means.reduce((sum, own) => sum + own, 0) / n;
  return { values: values.map((own, k) => own - means[Math.floor(k / n)]! - means[k % n]! + middle), n };
}
