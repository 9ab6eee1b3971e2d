// The colour of an entropy: light where the layer keeps the unit, dark where it lets it go.

export type Rgb = readonly [number, number, number];

// evenly falling lightness, so that the order survives grey print and every common colour blindness
const STOPS: readonly Rgb[] = [
  [255, 240, 178],
  [252, 190, 96],
  [226, 112, 86],
  [156, 58, 108],
  [84, 36, 96],
  [34, 22, 58],
];

/** Red, green and blue, 0..255, for a share of the scale; values outside are clamped. */
export function entropyRgb(share: number): Rgb {
  const place = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const index = Math.min(STOPS.length - 2, Math.floor(place));
  const from: Rgb = STOPS[index] ?? [0, 0, 0];
  const to = STOPS[index + 1] ?? from;
  const mix = (at: 0 | 1 | 2): number => Math.round(from[at] + (to[at] - from[at]) * (place - index));
  return [mix(0), mix(1), mix(2)];
}

/** Colour for a share of the scale, 0 = lowest entropy; null is transparent. */
export function entropyColour(share: number | null): string {
  if (share === null || Number.isNaN(share)) return "transparent";
  return `rgb(${entropyRgb(share).join(",")})`;
}

// pure black: anything softer would fall below 4.5 : 1 in the middle of the scale
const INKS: readonly [string, string] = ["#000000", "#ffffff"];

/** WCAG's relative luminance, 0 black to 1 white. */
function luminance(rgb: Rgb): number {
  const linear = (value: number): number =>
    value <= 0.04045 * 255 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

/** Dark or white text, whichever reads better on the colour of a share; the page's own ink where there is none. */
export function entropyInk(share: number | null): string {
  if (share === null || Number.isNaN(share)) return "inherit";
  const light = luminance(entropyRgb(share)) + 0.05;
  return light / 0.05 >= 1.05 / light ? INKS[0] : INKS[1];
}

/** The same scale as a CSS gradient, lowest entropy first. */
export function entropyGradient(): string {
  return `linear-gradient(to right, ${STOPS.map((stop) => `rgb(${stop.join(",")})`).join(", ")})`;
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
