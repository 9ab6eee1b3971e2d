// Numbers of findings as the page writes them.

import type { Interval } from "@stillpoint/core";
import { short } from "../number.ts";

/** About three digits; a dash for a number that does not exist. */
export function toldNumber(value: number): string {
  return short(Number.isFinite(value) ? value : null);
}

/** `[0.02, 0.09]`; empty where an end does not exist. */
export function toldRange({ low, high }: Interval): string {
  return Number.isFinite(low) && Number.isFinite(high) ? `[${toldNumber(low)}, ${toldNumber(high)}]` : "";
}

/** Of an interval's width: a number below it is what rounding left of 0. */
const ROUNDING = 1e-12;

/** `0.03 [0.01, 0.05]`; a dash where there is nothing. */
export function toldInterval(interval: Interval): string {
  const { mean, low, high } = interval;
  const isRounding = Math.abs(mean) < ROUNDING * (high - low);
  return [toldNumber(isRounding ? 0 : mean), toldRange(interval)].filter(Boolean).join(" ");
}

/** `0.03`, `< 0.001`; a dash where it was not tested. */
export function toldChance(p: number): string {
  if (!Number.isFinite(p)) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
