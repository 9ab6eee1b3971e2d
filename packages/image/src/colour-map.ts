// Where an entropy lies on the colour scale of a drawing.

import type { Rgb } from "@stillpoint/core";

/** 0 at `low`, 1 at `high`, which `entropyRgb` takes; a half where the range is empty, NaN for what is not defined. */
export function shareOf(value: number, low: number, high: number): number {
  return high > low ? (value - low) / (high - low) : Number.isNaN(value) ? value : 0.5;
}

/** `#rrggbb` */
export function hex(rgb: Rgb): string {
  return `#${rgb.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
