// Where a list is largest.

/** Index of the largest value, the first of equal ones; 0 for none. NaN is never larger. */
export function argmax(values: ArrayLike<number | bigint>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k;
  return best;
}
