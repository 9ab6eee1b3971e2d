// Intervals of a mean over crossed networks and samples.

import { mean, studentQuantile } from "@stillpoint/core";

export interface CrossedMean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Mean of all defined cells `[S][n]` with its 95 % interval: the variance of the networks' means plus that of the samples'
 * means, Student's t with Satterthwaite's degrees of freedom, rounded down (`sum` of the coverage benchmark). Of one
 * network the samples' alone. NaN arms for fewer than two samples.
 */
export function crossedMean(cells: readonly ArrayLike<number>[]): CrossedMean {
  const rows = cells.map((row) => Array.from(row));
  const known = rows.flat().filter((value) => !Number.isNaN(value));
  const center = mean(known);
  const offset = (value: number | undefined): number =>
    value === undefined || Number.isNaN(value) ? 0 : value - center;
  const byNetwork = rows.map((row) => row.reduce((sum, value) => sum + offset(value), 0));
  const bySample = Array.from({ length: rows[0]?.length ?? 0 }, (_, k) =>
    rows.reduce((sum, row) => sum + offset(row[k]), 0),
  );
  const parts = [byNetwork, bySample]
    .filter((sums) => sums.length > 1)
    .map((sums) => ({
      degrees: sums.length - 1,
      variance:
        ((sums.length / (sums.length - 1)) * sums.reduce((sum, value) => sum + value ** 2, 0)) / known.length ** 2,
    }));
  if (bySample.length < 2) return { mean: center, low: Number.NaN, high: Number.NaN };
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  if (!(variance > 0)) return { mean: center, low: center, high: center };
  const degrees = variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.degrees, 0);
  const half = studentQuantile(Math.max(1, Math.floor(degrees + 1e-9)), 0.95) * Math.sqrt(variance);
  return { mean: center, low: center - half, high: center + half };
}
