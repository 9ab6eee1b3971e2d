// What may be said about a hypothesis.

import type { Expectation, Interval, Verdict } from "../task-result.ts";

/** Seeds below which a report speaks of these networks only. */
export const LEAST_SEEDS = 3;

/**
 * Supported or contradicted when the interval lies wholly on the expected or the other side of 0, else inconclusive;
 * no verdict with fewer than three seeds or without an interval.
 */
export function verdict(difference: Interval, expected: Expectation, seeds: number): Verdict {
  if (noVerdictReason(difference, seeds) !== undefined) return "no-verdict";
  const more = expectsMore(expected);
  if (difference.low > 0) return more ? "supported" : "contradicted";
  if (difference.high < 0) return more ? "contradicted" : "supported";
  return "inconclusive";
}

/** Why no verdict can be given; undefined where one can. */
export function noVerdictReason(difference: Interval, seeds: number): string | undefined {
  if (Number.isNaN(difference.mean) || Number.isNaN(difference.low) || Number.isNaN(difference.high)) {
    return difference.reason ?? "the difference is not defined";
  }
  return seeds < LEAST_SEEDS ? `expected at least ${LEAST_SEEDS} training seeds; got ${seeds}` : undefined;
}

/** Whether the treated network is expected above the reference. */
export function expectsMore(expected: Expectation): boolean {
  return expected.includes(" > ");
}
