// Numbers in sentences.

import type { Interval } from "@stillpoint/core";

/** `5.2 points more (95 %: 3.1 to 7.3)` of a difference of shares; the ends count what is more. */
export function points({ mean, low, high }: Interval): string {
  const range = ends(low, `${fixed(100 * low, 1)} to ${fixed(100 * high, 1)}`);
  return `${fixed(100 * Math.abs(mean), 1)} points ${mean < 0 ? "fewer" : "more"} ${range}`;
}

/** `0.12 higher (95 %: 0.10 to 0.14)` of a difference of correlations. */
export function higher({ mean, low, high }: Interval): string {
  const range = ends(low, `${fixed(low, 2)} to ${fixed(high, 2)}`);
  return `${fixed(Math.abs(mean), 2)} ${mean < 0 ? "lower" : "higher"} ${range}`;
}

/** `1.9 points (95 %: at most 4.2 either way)` of a difference whose sign is arbitrary, as bothWays makes it. */
export function pointsEitherWay({ mean, high }: Interval): string {
  return `${fixed(100 * Math.abs(mean), 1)} points ${ends(high, `at most ${fixed(100 * high, 1)} either way`)}`;
}

/** `0.01 (95 %: at most 0.05 either way)` likewise of correlations. */
export function eitherWay({ mean, high }: Interval): string {
  return `${fixed(Math.abs(mean), 2)} ${ends(high, `at most ${fixed(high, 2)} either way`)}`;
}

/** A single seed has no interval. */
function ends(end: number, range: string): string {
  return Number.isNaN(end) ? "(no interval)" : `(95 %: ${range})`;
}

/** Without the sign of what is rounded to 0. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text;
}
