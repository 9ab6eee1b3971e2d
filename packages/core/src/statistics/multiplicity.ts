// p values adjusted for being one of many. m of them; NaN takes no part and stays.

/**
 * Adjusted p values of Benjamini and Hochberg 1995, in the order given: of those at most q, a share of about q is wrong in
 * expectation where the tests are independent or depend on each other positively. Never below p, at most 1.
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  return stepped(p, (value, rank, count) => (value * count) / rank, "up");
}

/**
 * Adjusted p values of Holm 1979, in the order given: any one of those at most q is wrong with probability q at most, however
 * the tests depend on each other. Never below those of Benjamini and Hochberg.
 */
export function holm(p: readonly number[]): number[] {
  return stepped(p, (value, rank, count) => value * (count - rank + 1), "down");
}

/** `factor` of each p at its rank 1..m; then what a larger p allows a smaller one is allowed ("up"), or the reverse. */
function stepped(
  p: readonly number[],
  factor: (value: number, rank: number, count: number) => number,
  direction: "up" | "down",
): number[] {
  const order = [...p.keys()].filter((k) => !Number.isNaN(p[k]!)).sort((a, b) => p[a]! - p[b]!);
  // A product may round to just below p.
  const raw = order.map((k, at) => Math.min(1, Math.max(p[k]!, factor(p[k]!, at + 1, order.length))));
  const result = p.map(() => Number.NaN);
  let bound = direction === "up" ? 1 : 0;
  for (let step = 0; step < raw.length; step++) {
    const at = direction === "up" ? raw.length - 1 - step : step;
    bound = direction === "up" ? Math.min(bound, raw[at]!) : Math.max(bound, raw[at]!);
    result[order[at]!] = bound;
  }
  return result;
}
