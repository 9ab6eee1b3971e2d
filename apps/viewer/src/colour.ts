// The colour of an entropy in the page: light where the layer keeps the unit, dark where it lets it go.

import { ENTROPY_STOPS, entropyRgb, luminance } from "@stillpoint/core";

/** Colour for a share of the scale, 0 = lowest entropy; null is transparent. */
export function entropyColour(share: number | null): string {
  if (share === null || Number.isNaN(share)) return "transparent";
  return `rgb(${entropyRgb(share).join(",")})`;
}

// pure black: anything softer would fall below 4.5 : 1 in the middle of the scale
const INKS: readonly [string, string] = ["#000000", "#ffffff"];

/** Dark or white text, whichever reads better on the colour of a share; the page's own ink where there is none. */
export function entropyInk(share: number | null): string {
  if (share === null || Number.isNaN(share)) return "inherit";
  const light = luminance(entropyRgb(share)) + 0.05;
  return light / 0.05 >= 1.05 / light ? INKS[0] : INKS[1];
}

/** The same scale as a CSS gradient, lowest entropy first. */
export function entropyGradient(): string {
  const stops = ENTROPY_STOPS.map(({ at, rgb }) => `rgb(${rgb.join(",")}) ${(100 * at).toFixed(1)}%`);
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

/**
 * Ends of a scale that holds the middle 98 % of all values: single extreme units would flatten everything else.
 * `[0, 1]` when there is no value.
 */
export function entropyDomain(values: readonly (number | null)[]): readonly [number, number] {
  const numbers = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  const at = (share: number): number => numbers[Math.round(share * (numbers.length - 1))] ?? 0;
  const low = at(0.01);
  const high = at(0.99);
  return numbers.length === 0 ? [0, 1] : [low, high > low ? high : low + 1];
}
