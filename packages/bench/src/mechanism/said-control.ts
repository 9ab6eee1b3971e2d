// A control of a number of students, with the sentence that tells it.

import type { Interval } from "@stillpoint/core";

export interface SaidControl {
  readonly interval: Interval;
  readonly says: string;
}

/** Of controls the one that reaches furthest to the side of a number, of equal ones the first; undefined without any. */
export function furthest(controls: readonly SaidControl[], side: number): SaidControl | undefined {
  const reach = ({ interval: { low, high } }: SaidControl): number => (side < 0 ? -low : high);
  return controls.reduce<SaidControl | undefined>(
    (most, other) => (most === undefined || reach(other) > reach(most) ? other : most),
    undefined,
  );
}
