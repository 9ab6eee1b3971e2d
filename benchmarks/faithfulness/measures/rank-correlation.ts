// Spearman's rank correlation.

import { mean } from "@stillpoint/core";

/** Ranks from 1, equal values sharing the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => compare(values[a]!, values[b]!));
  const found = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let k = start; k < end; k += 1) found[order[k]!] = (start + end + 1) / 2;
    start = end;
  }
  return found;
}

/** Pearson's correlation of the ranks; NaN where one of the two is constant or holds NaN. */
export function spearman(left: ArrayLike<number>, right: ArrayLike<number>): number {
  if ([...Array.from(left), ...Array.from(right)].some(Number.isNaN)) return Number.NaN;
  const [a, b] = [ranks(left), ranks(right)];
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    both += (a[i]! - meanA) * (b[i]! - meanB);
    squaresA += (a[i]! - meanA) ** 2;
    squaresB += (b[i]! - meanB) ** 2;
  }
  return both / Math.sqrt(squaresA * squaresB);
}

/** Infinities of one sign are equal, which their difference does not say. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
