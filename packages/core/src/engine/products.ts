// Inner products of many long vectors with many others, two at a time.

/**
 * `[rows][columns]` inner products, each as four running sums over every fourth number: one sum would wait for each
 * addition. Two columns share what is read of a row; how they are paired does not change a bit.
 */
export function innerProducts(rows: readonly Float32Array[], columns: readonly Float32Array[]): Float64Array[] {
  return rows.map((row) => {
    const products = new Float64Array(columns.length);
    for (let k = 0; k < columns.length; k += 2) {
      // An odd last column is paired with itself.
      writePair(row, columns[k]!, columns[k + 1] ?? columns[k]!, products, k);
    }
    return products;
  });
}

/** Writes row'left to `out[k]` and row'right to `out[k + 1]`, if there is such a place. */
function writePair(row: Float32Array, left: Float32Array, right: Float32Array, out: Float64Array, k: number): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let e = 0;
  let f = 0;
  let g = 0;
  let h = 0;
  const whole = row.length - (row.length % 4);
  for (let p = 0; p < whole; p += 4) {
    const w = row[p]!;
    const x = row[p + 1]!;
    const y = row[p + 2]!;
    const z = row[p + 3]!;
    a += w * left[p]!;
    b += x * left[p + 1]!;
    c += y * left[p + 2]!;
    d += z * left[p + 3]!;
    e += w * right[p]!;
    f += x * right[p + 1]!;
    g += y * right[p + 2]!;
    h += z * right[p + 3]!;
  }
  for (let p = whole; p < row.length; p++) {
    a += row[p]! * left[p]!;
    e += row[p]! * right[p]!;
  }
  out[k] = a + b + c + d;
  // Beyond the end of a typed array nothing is written.
  out[k + 1] = e + f + g + h;
}
