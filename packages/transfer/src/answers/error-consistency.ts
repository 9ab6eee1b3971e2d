// Whether two networks err on the same examples more often than their accuracies make them.

import { ensure } from "@stillpoint/core";

export interface ErrorConsistency {
  /** (observed − expected) / (1 − expected): 1 = the same errors, 0 = as by chance. NaN where both are right or wrong throughout. */
  readonly kappa: number;
  /** Share of examples on which both are right or both are wrong. */
  readonly observed: number;
  /** The same for independent errors: a b + (1 − a)(1 − b). */
  readonly expected: number;
  /** `[n]` what each example adds to kappa, to first order; their mean is kappa. */
  readonly parts: Float64Array;
}

/**
 * Cohen's kappa of being right, for two networks' `right` `[n]` of 0 and 1 on the same examples.
 *
 * @throws StillpointError SHAPE for lists of different lengths
 * Source: error consistency, Geirhos et al. 2020 (remembered, paper not seen); Cohen 1960.
 */
export function errorConsistency(a: ArrayLike<number>, b: ArrayLike<number>): ErrorConsistency {
  const n = a.length;
  ensure(
    b.length === n,
    "SHAPE",
    () =>
      `error consistency: expected two lists of one length; got ${n} and ${b.length}; give both for the same examples`,
  );
  let [rightA, rightB, observed] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    rightA += a[k]! / n;
    rightB += b[k]! / n;
    observed += (a[k] === b[k] ? 1 : 0) / n;
  }
  const expected = rightA * rightB + (1 - rightA) * (1 - rightB);
  const room = 1 - expected;
  // Both always right, or both always wrong: rounding leaves a sliver of room.
  const kappa = room > 1e-12 ? (observed - expected) / room : Number.NaN;
  const parts = Float64Array.from({ length: n }, (_, k) => {
    const moved = (2 * rightB - 1) * (a[k]! - rightA) + (2 * rightA - 1) * (b[k]! - rightB);
    return kappa + ((a[k] === b[k] ? 1 : 0) - observed) / room - ((1 - observed) / room ** 2) * moved;
  });
  return { kappa, observed, expected, parts };
}
