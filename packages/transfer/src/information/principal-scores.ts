// The few directions in which features differ most. n examples, d features.

import { drawNormal, ensure } from "@stillpoint/core";
import type { NumberTable } from "@stillpoint/mechanism";
import { gramMatrix } from "../representation/pair-matrix.ts";

const MOST_ROUNDS = 300;
/** Change of captured variance below which directions stand still, as a share of it. */
const STILL = 1e-10;

/**
 * `[n, count]` an orthogonal view of the features less their mean, `[n, d]`: distances between its rows are those within the
 * `count` principal directions, however they are turned. Fewer directions than asked for where features have no more.
 *
 * @throws StillpointError RANGE for fewer than one direction
 * Source: subspace iteration on the Gram matrix, which is small where d is large.
 */
export function principalScores(
  features: NumberTable,
  count: number,
): { readonly values: Float64Array; readonly columns: number } {
  const { rows: n } = features;
  ensure(
    Number.isInteger(count) && count >= 1,
    "RANGE",
    () => `directions: expected a whole number from 1; got ${count}; the paper's code has 5`,
  );
  const gram = gramMatrix(features).values;
  const scale = Array.from({ length: n }, (_, k) => gram[k * n + k]!).reduce((sum, own) => sum + own, 0);
  // A few directions more than asked for, so that the wanted ones settle sooner.
  const width = Math.min(n, count + 4);
  let basis: Float64Array[] = Array.from({ length: width }, (_, k) => {
    const start = new Float64Array(n);
    drawNormal({ seed: 0, sample: "", purpose: "principal directions", pass: k }, start);
    return start;
  });
  basis = orthonormal(basis, 0);
  let captured = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const images = basis.map((own) => product(gram, own, n));
    const [rotated, sizes] = settled(basis, images);
    const now = sizes.slice(0, count).reduce((sum, own) => sum + own, 0);
    basis = rotated;
    if (Math.abs(now - captured) <= STILL * now) break;
    captured = now;
    basis = orthonormal(
      rotated.map((own) => product(gram, own, n)),
      scale * 1e-14,
    );
  }
  const [rotated, sizes] = settled(
    basis,
    basis.map((own) => product(gram, own, n)),
  );
  const kept = rotated.slice(0, count).filter((_, k) => sizes[k]! > scale * 1e-12);
  const values = new Float64Array(n * Math.max(1, kept.length));
  for (const [k, own] of kept.entries())
    for (let row = 0; row < n; row++) values[row * kept.length + k] = own[row]! * Math.sqrt(sizes[k]!);
  return { values, columns: Math.max(1, kept.length) };
}

function product(matrix: Float64Array, vector: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * vector[j]!;
    return sum;
  });
}

/** Gram-Schmidt, twice for its rounding; vectors that vanish are left out. */
function orthonormal(vectors: readonly Float64Array[], least: number): Float64Array[] {
  const kept: Float64Array[] = [];
  for (const vector of vectors) {
    const own = vector.slice();
    for (let pass = 0; pass < 2; pass++)
      for (const other of kept) {
        const share = dot(own, other);
        for (let k = 0; k < own.length; k++) own[k]! -= share * other[k]!;
      }
    const length = Math.sqrt(dot(own, own));
    if (length > least && length > 0) kept.push(own.map((value) => value / length));
  }
  return kept;
}

/** The basis turned within its space to the matrix's own directions there, largest first, with their sizes. */
function settled(basis: readonly Float64Array[], images: readonly Float64Array[]): [Float64Array[], number[]] {
  const m = basis.length;
  const small = basis.map((own) => images.map((image) => dot(own, image)));
  const turn = basis.map((_, i) => basis.map((__, j) => (i === j ? 1 : 0)));
  // Jacobi's rotations: m is a handful.
  for (let sweep = 0; sweep < 30; sweep++)
    for (let p = 0; p < m; p++)
      for (let q = p + 1; q < m; q++) {
        const off = small[p]![q]!;
        if (off === 0) continue;
        const angle = 0.5 * Math.atan2(2 * off, small[q]![q]! - small[p]![p]!);
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (const rows of [small, turn])
          for (const row of rows) [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
        for (let k = 0; k < m; k++) {
          const [a, b] = [small[p]![k]!, small[q]![k]!];
          [small[p]![k], small[q]![k]] = [c * a - s * b, s * a + c * b];
        }
      }
  const order = basis.map((_, k) => k).sort((a, b) => small[b]![b]! - small[a]![a]!);
  const turned = order.map((column) => {
    const own = new Float64Array(basis[0]?.length ?? 0);
    for (const [k, vector] of basis.entries())
      for (let i = 0; i < own.length; i++) own[i]! += turn[k]![column]! * vector[i]!;
    return own;
  });
  return [turned, order.map((k) => small[k]![k]!)];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
