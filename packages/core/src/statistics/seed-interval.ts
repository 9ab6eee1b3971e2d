// The honest interval for a handful of seeds: Student's t over one number per seed.

import { ensure } from "../errors.ts";
import type { Interval } from "../task-result.ts";
import { mean, populationVariance } from "./moments.ts";

/**
 * Mean of per-seed numbers with its two-sided Student-t interval: mean ± t · s / √S, s the sample standard deviation
 * over the S defined values. Seeds are the only unit of replication; samples enter through each seed's number.
 *
 * `low` and `high` are NaN with a reason for fewer than two seeds.
 */
export function seedInterval(perSeed: readonly number[], coverage = 0.95): Interval {
  const values = perSeed.filter((value) => !Number.isNaN(value));
  const seeds = values.length;
  const center = mean(values);
  if (seeds < 2)
    return { mean: center, low: Number.NaN, high: Number.NaN, reason: `expected at least 2 seeds; got ${seeds}` };
  const half = studentQuantile(seeds - 1, coverage) * Math.sqrt(populationVariance(values) / (seeds - 1));
  return { mean: center, low: center - half, high: center + half };
}

/** t with P(|T| <= t) = `coverage` for Student's t of integer `degrees` of freedom. */
export function studentQuantile(degrees: number, coverage: number): number {
  ensure(
    Number.isInteger(degrees) && degrees >= 1,
    "RANGE",
    () => `degrees of freedom: expected an integer >= 1; got ${degrees}; use two seeds or more`,
  );
  ensure(
    coverage > 0 && coverage < 1,
    "RANGE",
    () => `coverage: expected a share between 0 and 1; got ${coverage}; 0.95 is usual`,
  );
  // Bisection over the angle atan(t/√ν), which is bounded where t is not.
  let low = 0;
  let high = Math.PI / 2;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (studentCoverage(degrees, middle) < coverage) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** P(|T| <= √ν tan θ), the finite trigonometric series of Abramowitz & Stegun 26.7.3 and 26.7.4. */
function studentCoverage(degrees: number, angle: number): number {
  const odd = degrees % 2 === 1;
  const cosine = Math.cos(angle);
  let term = odd ? cosine : 1;
  let series = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    series += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * series) : Math.sin(angle) * series;
}
