// The colour of an entropy wherever a map is drawn: light where the layer keeps the unit, dark where it lets it go.

/** Red, green, blue, 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A colour of the scale and its place on it: 0 lowest entropy, 1 highest. */
export interface ColourStop {
  readonly at: number;
  readonly rgb: Rgb;
}

/** Red, green and blue of light that is shown for a byte, sRGB. */
function linear(byte: number): number {
  return byte <= 0.04045 * 255 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4;
}

/** WCAG's relative luminance, 0 black to 1 white. */
export function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** CIE 1976 L*, 0 to 100: equal steps look equal. The colours here are lighter than its linear part near black. */
function lightness(rgb: Rgb): number {
  return 116 * Math.cbrt(luminance(rgb)) - 16;
}

const FIRST: Rgb = [255, 240, 178];
const LAST: Rgb = [34, 22, 58];
const COLOURS: readonly Rgb[] = [FIRST, [252, 190, 96], [226, 112, 86], [156, 58, 108], [84, 36, 96], LAST];

/**
 * The colours between which the scale is mixed, lowest entropy first. Their places follow from their lightness, so that
 * it falls evenly and the order survives grey print and every common colour blindness.
 */
export const ENTROPY_STOPS: readonly ColourStop[] = COLOURS.map((rgb) => {
  return { at: (lightness(FIRST) - lightness(rgb)) / (lightness(FIRST) - lightness(LAST)), rgb };
});

/** The colour of a share of the scale, clipped to 0..1; mid grey for NaN. */
export function entropyRgb(share: number): Rgb {
  if (Number.isNaN(share)) return [128, 128, 128];
  const above = ENTROPY_STOPS.findIndex(({ at }) => at >= share);
  const to = ENTROPY_STOPS[above];
  const from = ENTROPY_STOPS[above - 1];
  // before the first stop or behind the last
  if (!to || !from) return to?.rgb ?? LAST;
  const mixed = (share - from.at) / (to.at - from.at);
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(from.rgb[channel] + (to.rgb[channel] - from.rgb[channel]) * mixed);
  return [mix(0), mix(1), mix(2)];
}
