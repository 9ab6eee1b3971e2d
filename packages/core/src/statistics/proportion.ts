// A share of trials with its exact interval.

import { ensure } from "../errors.ts";
import type { Interval } from "../task-result.ts";

/**
 * Share of successes with its two-sided Clopper-Pearson interval: `low` and `high` are the shares at which as many
 * successes or more, and as many or fewer, have probability (1 − level)/2. It covers the true share with at least
 * `level`, whatever the number of trials.
 *
 * `low` is the quantile of Beta(k, n − k + 1) and 0 without a success, `high` that of Beta(k + 1, n − k) and 1 without
 * a failure (Clopper and Pearson 1934).
 *
 * @throws StillpointError RANGE for counts that are not whole, no trial, more successes than trials, or a level outside
 * 0..1.
 */
export function proportionInterval(successes: number, trials: number, level = 0.95): Interval {
  ensure(
    Number.isInteger(trials) && trials >= 1,
    "RANGE",
    () => `trials: expected a whole number of at least 1; got ${trials}`,
  );
  ensure(
    Number.isInteger(successes) && successes >= 0 && successes <= trials,
    "RANGE",
    () => `successes: expected a whole number from 0 to ${trials}; got ${successes}`,
  );
  ensure(level > 0 && level < 1, "RANGE", () => `level: expected a share between 0 and 1; got ${level}; 0.95 is usual`);
  const tail = (1 - level) / 2;
  const low = successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1);
  // By symmetry: failures take the place of successes, and the lower tail stays well conditioned near 1.
  const high = successes === trials ? 1 : 1 - betaQuantile(tail, trials - successes, successes + 1);
  return { mean: successes / trials, low, high };
}

/** x with I_x(a, b) = `probability`, a and b whole numbers of at least 1: bisection, I_x rises with x. */
function betaQuantile(probability: number, a: number, b: number): number {
  const coefficients = logBinomials(a + b - 1);
  let low = 0;
  let high = 1;
  for (let k = 0; k < 100; k++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b, coefficients) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The regularised incomplete beta function at whole a and b: the probability of a or more successes in n = a + b − 1
 * trials of share x (Abramowitz & Stegun 26.5.24).
 */
function incompleteBeta(x: number, a: number, b: number, coefficients: Float64Array): number {
  const trials = a + b - 1;
  const [success, failure] = [Math.log(x), Math.log1p(-x)];
  let sum = 0;
  for (let k = a; k <= trials; k++) {
    // 0 · ln 0 would be NaN at the ends.
    const failures = k === trials ? 0 : (trials - k) * failure;
    sum += Math.exp(coefficients[k]! + k * success + failures);
  }
  return sum;
}

/** `[n + 1]` ln of n over k. */
function logBinomials(n: number): Float64Array {
  const logs = new Float64Array(n + 1);
  for (let k = 1; k <= n; k++) logs[k] = logs[k - 1]! + Math.log((n - k + 1) / k);
  return logs;
}
