// Moments of a handful of numbers, NaN left to the caller.

export type Statistic = "mean" | "variance" | "standardDeviation";

/** Arithmetic mean in index order; exact for equal values, NaN for no value. */
export function mean(values: ArrayLike<number>): number {
  const first = values[0] ?? Number.NaN;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - first;
  return first + sum / values.length;
}

/** Population variance: mean squared deviation from the mean. Exactly 0 for equal values; NaN for no value. */
export function populationVariance(values: ArrayLike<number>): number {
  const first = values[0] ?? Number.NaN;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! - first;
    sum += value;
    squares += value * value;
  }
  return Math.max(0, squares / values.length - (sum / values.length) ** 2);
}

/** One of the three statistics; variance and standard deviation are the population's. */
export function statisticOf(values: ArrayLike<number>, statistic: Statistic): number {
  if (statistic === "mean") return mean(values);
  const variance = populationVariance(values);
  return statistic === "variance" ? variance : Math.sqrt(variance);
}

/** Quantile of ascending values by linear interpolation between order statistics (Hyndman & Fan's type 7). */
export function quantile(ascending: ArrayLike<number>, probability: number): number {
  const position = (ascending.length - 1) * probability;
  const below = Math.floor(position);
  const lower = ascending[below]!;
  const upper = ascending[Math.min(below + 1, ascending.length - 1)]!;
  return lower + (upper - lower) * (position - below);
}

/** Root of the mean square; 0 for no values. */
export function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]! ** 2;
  return values.length === 0 ? 0 : Math.sqrt(sum / values.length);
}
