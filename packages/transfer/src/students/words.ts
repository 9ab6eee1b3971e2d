// Shares and differences of shares as people read them.

import type { Interval } from "@stillpoint/core";

/** `52.3 %`; `an undefined share` for NaN. */
export function percent(share: number): string {
  return Number.isNaN(share) ? "an undefined share" : `${(100 * share).toFixed(1)} %`;
}

/** `7.4 points more (95 %: 2.1 to 12.7)`, of a difference of shares. */
export function pointsMore(difference: Interval): string {
  const { mean } = difference;
  if (Number.isNaN(mean)) return `a difference that is not defined (${difference.reason ?? "no values"})`;
  return `${Math.abs(100 * mean).toFixed(1)} points ${mean < 0 ? "less" : "more"}${pointRange(difference)}`;
}

/** ` (95 %: 2.1 to 12.7)` in points, and which way they count where they are below 0; says why where there is no interval. */
export function pointRange({ low, high, reason }: Interval): string {
  if (Number.isNaN(low) || Number.isNaN(high)) return ` (no interval: ${reason ?? "too few values"})`;
  return ` (95 %: ${signed(100 * low)} to ${signed(100 * high)})`;
}

/** The control of a difference of shares, as a sentence; `what` is whose it is. */
export function controlText(what: string, control: Interval): string {
  return Number.isNaN(control.mean)
    ? `There is no control: ${control.reason ?? "no values"}.`
    : `${what} the difference is ${signed(100 * control.mean)} points${pointRange(control)}.`;
}

function signed(points: number): string {
  const text = Math.abs(points).toFixed(1);
  return Number(text) === 0 ? "0.0" : `${points < 0 ? "−" : "+"}${text}`;
}
