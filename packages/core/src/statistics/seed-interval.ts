// Student's t over one number per seed: seeds as the only unit of replication.

import type { Interval } from "../task-result.ts";
import { mean, populationVariance } from "./moments.ts";
import { studentQuantile } from "./student.ts";

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
