// The colours of a table of numbers: from light to dark, or from a middle into two directions.

import { luminance, type Rgb } from "@stillpoint/core";

const RISING: readonly Rgb[] = [
  [247, 246, 240],
  [201, 225, 214],
  [122, 187, 192],
  [52, 128, 168],
  [32, 71, 130],
  [22, 28, 74],
];
const BELOW: readonly Rgb[] = [
  [247, 246, 240],
  [243, 196, 142],
  [214, 128, 62],
  [138, 66, 16],
];
const ABOVE: readonly Rgb[] = [
  [247, 246, 240],
  [160, 190, 232],
  [72, 118, 196],
  [26, 58, 132],
];

/** Ends of a scale, and where it turns if it has two directions. */
export interface HeatScale {
  readonly low: number;
  readonly high: number;
  readonly middle?: number;
}

/** The colour of a number, clipped to the scale; undefined for one that does not exist. */
export function heatColour(value: number, { low, high, middle }: HeatScale): Rgb | undefined {
  if (Number.isNaN(value)) return undefined;
  if (middle === undefined) return mixed(RISING, (value - low) / (high - low));
  // equal distances from the middle are equally dark
  const reach = Math.max(high - middle, middle - low);
  return value < middle ? mixed(BELOW, (middle - value) / reach) : mixed(ABOVE, (value - middle) / reach);
}

/** A share of a row of colours, clipped to 0..1. */
export function mixed(colours: readonly Rgb[], share: number): Rgb {
  const place = Math.min(1, Math.max(0, share)) * (colours.length - 1);
  const before = Math.min(colours.length - 2, Math.floor(place));
  const [from, to] = [colours[before]!, colours[before + 1]!];
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(from[channel] + (to[channel] - from[channel]) * (place - before));
  return [mix(0), mix(1), mix(2)];
}

export function cssColour(rgb: Rgb): string {
  return `rgb(${rgb.join(",")})`;
}

/** Black or white, whichever reads better on a colour. */
export function inkOn(rgb: Rgb): string {
  const light = luminance(rgb) + 0.05;
  return light / 0.05 >= 1.05 / light ? "#000" : "#fff";
}

const HOT: readonly Rgb[] = [
  [255, 236, 120],
  [250, 140, 40],
  [200, 20, 30],
];

/** How a map lies over a picture: nothing where it is cold, opaque red where it is hot. */
export function overlayColour(share: number): readonly [...Rgb, number] {
  if (Number.isNaN(share)) return [0, 0, 0, 0];
  const clipped = Math.min(1, Math.max(0, share));
  return [...mixed(HOT, clipped), Math.round(215 * clipped)];
}

/** Classes of a plane: apart from each other for colour-blind readers as far as eight colours can be. */
const CLASSES: readonly Rgb[] = [
  [240, 228, 66],
  [86, 180, 233],
  [230, 159, 0],
  [0, 158, 115],
  [204, 121, 167],
  [0, 114, 178],
  [213, 94, 0],
  [150, 150, 150],
];

/** The colour of a class; of more than eight classes those after take lighter and darker forms. */
export function classColour(index: number): Rgb {
  const base = CLASSES[index % CLASSES.length]!;
  const round = Math.floor(index / CLASSES.length);
  if (round === 0) return base;
  const target: Rgb = round % 2 === 1 ? [255, 255, 255] : [20, 20, 40];
  return mixed([base, target], Math.min(0.75, 0.45 + 0.15 * Math.floor((round - 1) / 2)));
}
