// Whether two lists have one order.

/**
 * Spearman's rank correlation in −1..1 of two lists of one length, equal values at the middle of their ranks. NaN where a
 * list has one value only, or fewer than two.
 *
 * Source: Spearman 1904.
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [left, right] = [centredRanks(a), centredRanks(b)];
  let [product, ofLeft, ofRight] = [0, 0, 0];
  for (let k = 0; k < left.length; k++) {
    product += left[k]! * right[k]!;
    ofLeft += left[k]! ** 2;
    ofRight += right[k]! ** 2;
  }
  return ofLeft > 0 && ofRight > 0 ? product / Math.sqrt(ofLeft * ofRight) : Number.NaN;
}

/** Ranks around 0; halves, so that sums are exact. */
function centredRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values).map((_, k) => k);
  order.sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float64Array(order.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let k = start; k < end; k++) ranks[order[k]!] = (start + end - 1) / 2 - (order.length - 1) / 2;
    start = Math.max(end, start + 1);
  }
  return ranks;
}
