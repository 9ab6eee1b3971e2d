// Whether a number says more than its controls do.

import type { Claim, Interval } from "@stillpoint/core";

/** What a number needs that nothing but chance leaves open. */
export const MORE = "more seeds or more samples";

/** A number of a kind that has no effect, with its name. */
export interface NamedControl {
  readonly name: string;
  readonly interval: Interval;
}

/** The end of an interval that lies furthest in a direction; its mean where it has no ends. */
function reach({ mean, low, high }: Interval, sign: number): number {
  const end = sign > 0 ? high : -low;
  return Number.isNaN(end) ? sign * mean : end;
}

/** Of the controls that exist the one that reaches furthest in a direction; undefined where none exists. */
export function strongest(controls: readonly NamedControl[], sign: number): NamedControl | undefined {
  return controls
    .filter(({ interval }) => !Number.isNaN(interval.mean))
    .reduce<NamedControl | undefined>(
      (most, one) => (most && reach(most.interval, sign) >= reach(one.interval, sign) ? most : one),
      undefined,
    );
}

/**
 * What a number needs that is open, or whose control reaches as far with `isReached`. Where the control shows as much, away
 * from nothing with its whole interval, more of the same would tell nothing.
 */
export function neededBeyond(value: number, control: Interval, isReached: boolean): string {
  const [mean, near] = value < 0 ? [-control.mean, -control.high] : [control.mean, control.low];
  if (near > 0 && mean >= Math.abs(value))
    return "an effect larger than its control's, which shows as much: more seeds or samples alone would not tell it";
  if (mean >= Math.abs(value) && mean > 0) return `${MORE}; so far its control shows as much on average`;
  return isReached && near > 0 ? `${MORE}, or an effect larger than its control's` : MORE;
}

/** What may be said of an interval that lies on the side `sign` of what says nothing, beside its strongest control. */
export function besideControl(
  { low, high }: Interval,
  control: NamedControl | undefined,
  sign: number,
): Extract<Claim, "there" | "control" | "uncontrolled"> {
  if (control === undefined) return "uncontrolled";
  return (sign > 0 ? low : -high) > reach(control.interval, sign) ? "there" : "control";
}
