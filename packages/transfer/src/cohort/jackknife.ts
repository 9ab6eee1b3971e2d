// What examples add to a number that is no mean, by leaving them out.

import { chanceOf, ensure } from "@stillpoint/core";

/** Groups that examples are left out in, at most. */
export const GROUPS = 50;

/**
 * What each group of examples adds to `statistic`, to first order: `[groups]` numbers whose mean is the statistic of all n
 * and whose spread is the jackknife's, so that they stand for samples in `crossedDifference`. Groups are n / groups examples
 * each, drawn once for each n: the same for every network. With n groups at most they are single examples.
 *
 * All NaN where the statistic, or that without some group, is NaN. It is called groups + 1 times with places in ascending
 * order.
 *
 * @throws StillpointError RANGE for fewer than 2 examples or groups
 * Source: delete-a-group jackknife (Kott 2001), pseudo-values (Tukey 1958) moved to the statistic itself.
 */
export function jackknifeParts(
  n: number,
  statistic: (places: readonly number[]) => number,
  groups: number = GROUPS,
): Float64Array {
  ensure(
    n >= 2 && groups >= 2,
    "RANGE",
    () => `jackknife: expected 2 examples and 2 groups or more; got ${n} and ${groups}`,
  );
  const count = Math.min(n, Math.floor(groups));
  const group = groupsOf(n, count);
  const places = Array.from({ length: n }, (_, k) => k);
  const whole = statistic(places);
  const without = Array.from({ length: count }, (_, left) => statistic(places.filter((k) => group[k] !== left)));
  const middle = without.reduce((sum, value) => sum + value, 0) / count;
  return Float64Array.from(without, (value) => whole + (count - 1) * (middle - value));
}

/** The group of each example, by a shuffle: examples that lie side by side are often of one class. */
function groupsOf(n: number, count: number): Int32Array {
  const group = Int32Array.from({ length: n }, (_, k) => k % count);
  if (count === n) return group;
  const chance = chanceOf({ seed: 0, sample: "", purpose: "jackknife groups", pass: n });
  for (let k = n - 1; k > 0; k--) {
    const other = chance.below(k + 1);
    [group[k], group[other]] = [group[other]!, group[k]!];
  }
  return group;
}
