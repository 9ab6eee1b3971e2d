// Numbers of a line as every form of a statement writes them.

import type { Interval } from "@stillpoint/core";
import { toldInterval, toldNumber } from "@stillpoint/viewer/study";
import type { StatementLine } from "./statement.ts";

/**
 * A control with its interval; one between networks of which either may be taken from the other, which reaches as far to
 * both sides, by its size.
 */
export function toldControl(control: Interval): string {
  const { mean, low, high } = control;
  if (low === -high && Math.abs(mean) > 0)
    return `${toldNumber(Math.abs(mean))}, at most ${toldNumber(high)} either way`;
  return toldInterval(control);
}

/** Whether the numbers of a line say more than its sentence: not those of one that does not exist, or that has no interval and claims nothing. */
export function hasOwnNumbers({ evidence, claim }: StatementLine): boolean {
  if (evidence === undefined || Number.isNaN(evidence.value)) return false;
  return claim !== "described" || !Number.isNaN(evidence.interval.low);
}
