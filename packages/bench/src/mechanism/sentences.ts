// Numbers in sentences.

import type { Interval } from "@stillpoint/core";

/** `5.2 points more (95 %: 3.1 to 7.3)` of a difference of shares. */
export function points({ mean, low, high }: Interval): string {
  const of = (share: number): string => fixed(100 * share, 1);
  const more = mean < 0 ? "fewer" : "more";
  const [first, last] = mean < 0 ? [-high, -low] : [low, high];
  return `${of(Math.abs(mean))} points ${more} (95 %: ${of(first)} to ${of(last)})`;
}

/** `0.12 higher (95 %: 0.10 to 0.14)` of a difference of correlations. */
export function higher({ mean, low, high }: Interval): string {
  const more = mean < 0 ? "lower" : "higher";
  const [first, last] = mean < 0 ? [-high, -low] : [low, high];
  return `${Math.abs(mean).toFixed(2)} ${more} (95 %: ${fixed(first, 2)} to ${fixed(last, 2)})`;
}

/** Without the sign of what is rounded to 0. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text;
}
