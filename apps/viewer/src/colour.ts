// The colour of an entropy: light where the layer keeps the unit, dark where it lets it go.

type Rgb = readonly [number, number, number];

// evenly falling lightness, so that the order survives grey print and every common colour blindness
const STOPS: readonly Rgb[] = [
  [255, 240, 178],
  [252, 190, 96],
  [226, 112, 86],
  [156, 58, 108],
  [84, 36, 96],
  [34, 22, 58],
];

/** Colour for a share of the scale, 0 = lowest entropy; values outside are clamped, null is transparent. */
export function entropyColour(share: number | null): string {
  if (share === null || Number.isNaN(share)) return "transparent";
  const place = Math.min(1, Math.max(0, share)) * (STOPS.length - 1);
  const index = Math.min(STOPS.length - 2, Math.floor(place));
  const from = STOPS[index] ?? [0, 0, 0];
  const to = STOPS[index + 1] ?? from;
  const mix = from.map((channel, at) => Math.round(channel + ((to[at] ?? 0) - channel) * (place - index)));
  return `rgb(${mix.join(",")})`;
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
