// Numbers that cannot lie everywhere: an interval ends where they do.

import type { Interval } from "../task-result.ts";

/** What a number can be at all, both ends included. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

export const ANYTHING: ValueRange = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** The part of an interval that is possible: it holds the truth as often. Everything else stays as it is. */
export function within<Found extends Interval>(found: Found, { low, high }: ValueRange): Found {
  // Math.max keeps a NaN.
  return { ...found, low: Math.max(found.low, low), high: Math.min(found.high, high) };
}

/** Of a difference of two such numbers. */
export function differenceRange({ low, high }: ValueRange): ValueRange {
  const width = high - low;
  return { low: -width, high: width };
}
