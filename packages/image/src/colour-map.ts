// A colour scale whose lightness grows evenly, from dark violet over teal to bright yellow.
// Built in OKLCH (Ottosson 2020), so equal steps of the number look like equal steps of light.

export type Colour = readonly [red: number, green: number, blue: number];

const toByte = (linear: number): number => {
  const clipped = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055));
};

function fromOklch(lightness: number, chroma: number, hue: number): Colour {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toByte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    toByte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    toByte(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

const DARK = { lightness: 0.26, hue: 300 };
const BRIGHT = { lightness: 0.92, hue: 105 };

/** `[R, G, B]` bytes for t in 0 (dark) .. 1 (bright), clipped outside; NaN is mid grey. */
export function colourOf(t: number): Colour {
  if (Number.isNaN(t)) return [128, 128, 128];
  const share = Math.min(1, Math.max(0, t));
  const lightness = DARK.lightness + share * (BRIGHT.lightness - DARK.lightness);
  const hue = DARK.hue + share * (BRIGHT.hue - DARK.hue);
  // The chroma stays inside what a screen can show at every lightness on the way.
  const chroma = 0.085 + 0.07 * share ** 3;
  return fromOklch(lightness, chroma, (hue * Math.PI) / 180);
}

/** Low entropy is what the layer keeps, so it is drawn bright: t = (high − value) / (high − low). */
export const brightness = (value: number, low: number, high: number): number =>
  high > low ? (high - value) / (high - low) : Number.isNaN(value) ? value : 0.5;

export const hex = ([red, green, blue]: Colour): string =>
  `#${[red, green, blue].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
