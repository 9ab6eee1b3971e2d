// Why a number that its control's interval reaches is not claimed.

import type { Interval } from "../task-result.ts";

/**
 * Whether a control shows `value` too, away from `nothing` with its whole interval, or is too imprecise to say that it does
 * not. Of one that reaches as far to both sides, since either of its networks may be taken from the other, the mean says
 * nothing.
 */
export function reachedReason(value: number, control: Interval, nothing: number): string {
  const side = value < nothing ? -1 : 1;
  const shown = side * (control.mean - nothing);
  if (isShownBy(value, control, nothing))
    return shown >= side * (value - nothing)
      ? "its control shows as much"
      : "its control shows a part of it, and may show as much";
  if (control.low - nothing === nothing - control.high) return "its control is too imprecise to rule out as much";
  return shown > 0
    ? "its control shows some of it on average, and is too imprecise to rule out as much"
    : "its control shows none of it on average, but is too imprecise to rule out as much";
}

/**
 * Whether a control lies away from `nothing` with its whole interval, on the side of `value`. Of a control without an
 * interval nobody knows how sure it is.
 */
export function isShownBy(value: number, { low, high }: Pick<Interval, "low" | "high">, nothing: number): boolean {
  const near = value < nothing ? nothing - high : low - nothing;
  return !(near <= 0);
}
