// Numbers as people read them: a real minus sign, fixed digits, a dash where there is none.

import type { IntervalView } from "./view.ts";

/** What stands where a number does not exist. */
const ABSENT = "–";

/** `12.3`; a dash for null. Percentages are given as shares. */
export function plain(value: number | null, digits: number, percent = false): string {
  if (value === null) return ABSENT;
  const text = percent ? `${(value * 100).toFixed(digits)} %` : value.toFixed(digits);
  // a rounded -0.0 has no sign worth showing
  return (/[1-9]/.test(text) ? text : text.replace("-", "")).replace("-", "−");
}

/** `+12.3`, `−0.4`, `0.0`. */
export function signed(value: number | null, digits: number, percent = false): string {
  const text = plain(value, digits, percent);
  return value !== null && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** `[10.1, 12.3]`, or nothing where an end does not exist. */
export function range({ low, high }: IntervalView, digits: number, sign = false, percent = false): string {
  if (low === null || high === null) return "";
  const text = sign ? signed : plain;
  return `[${text(low, digits, percent).replace(" %", "")}, ${text(high, digits, percent)}]`;
}

/** `1,234,567`. */
export function grouped(value: number | null): string {
  if (value === null) return ABSENT;
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `7`, `0.5`, `1.2e-5`: about three digits, no trailing zeros. */
export function short(value: number | null): string {
  if (value === null) return ABSENT;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(1).replace("-", "−");
  const text = plain(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Labels of the ticks of an axis: as many decimals as tell neighbours apart, no trailing zeros. */
export function tickLabels(ticks: readonly number[]): string[] {
  let digits = 0;
  while (digits < 8 && ticks.some((tick) => Math.abs(Number(tick.toFixed(digits)) - tick) > 1e-9)) digits += 1;
  return ticks.map((tick) => plain(tick, digits));
}
