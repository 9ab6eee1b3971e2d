// Equations with a symmetric positive definite matrix.

/** x of A x = b, A `[n, n]` positive definite up to rounding, which is overwritten; a pivot lost to rounding is left out. */
export function solvePositive(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const x = b.slice();
  for (let j = 0; j < n; j++) {
    const before = a[j * n + j]!;
    let pivot = before;
    for (let k = 0; k < j; k++) pivot -= a[j * n + k]! ** 2;
    const root = pivot > before * 1e-15 ? Math.sqrt(pivot) : Number.POSITIVE_INFINITY;
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = sum / root;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= a[i * n + k]! * x[k]!;
    x[i]! /= a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= a[k * n + i]! * x[k]!;
    x[i]! /= a[i * n + i]!;
  }
  return x;
}
