// What a cloud of points looks like: the same for the three.js painter and for the plain one.

import { entropyRgb, type Rgb } from "@stillpoint/core";
import type { MapView, PictureView } from "./view.ts";

/** Object points are discs, background points squares, parts of the background diamonds. */
export const SHAPES = { disc: 0, square: 1, diamond: 2 } as const;

/** n points ready to be painted. */
export interface Cloud {
  /** `[n*3]` inside the unit sphere. */
  readonly positions: Float32Array;
  /** `[n*3]` red, green, blue, 0..255. */
  readonly colours: Uint8Array;
  /** `[n]` values of `SHAPES`. */
  readonly shapes: Uint8Array;
  /** `[n]` 1 where the point is larger and has a ring: a knowledge point. */
  readonly rings: Uint8Array;
}

/** What belongs to the pane, not to the points. */
export interface CloudLook {
  /** Radius of an ordinary point in the middle of the cloud, CSS pixels. */
  readonly radius: number;
  /** Thin border of every point, which keeps pale points visible on paper and dark ones on black. */
  readonly border: Rgb;
  /** Ring of knowledge points. */
  readonly ring: Rgb;
}

/** How much larger a knowledge point is. */
export const RING_SCALE = 1.75;

const NONE: Rgb = [128, 128, 128];

/** The radius of a point where `count` of them share a square of `side` CSS pixels: smaller where there are many. */
export function radiusFor(count: number, side: number): number {
  return Math.min(5, Math.max(1.3, (0.2 * side) / Math.sqrt(count)));
}

function shapesOf({ regions, parts }: PictureView, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, unit) => {
    if (parts?.[unit]) return SHAPES.diamond;
    return regions?.[unit] === "f" ? SHAPES.disc : SHAPES.square;
  });
}

/** A map as a cloud, every point in the colour of its share of the scale. */
export function mapCloud(
  picture: PictureView,
  positions: Float32Array,
  map: MapView,
  shares: readonly (number | null)[],
): Cloud {
  const rings = new Uint8Array(shares.length);
  for (const unit of map.points) rings[unit] = 1;
  return {
    positions,
    colours: Uint8Array.from(shares.flatMap((share) => [...(share === null ? NONE : entropyRgb(share))])),
    shapes: shapesOf(picture, shares.length),
    rings,
  };
}

/** The annotation as a cloud: a colour for the object, one for the background, one for parts of it. */
export function annotationCloud(
  picture: PictureView,
  positions: Float32Array,
  colours: { readonly object: Rgb; readonly background: Rgb; readonly part: Rgb },
): Cloud {
  const count = positions.length / 3;
  const shapes = shapesOf(picture, count);
  const colour = (shape: number | undefined): Rgb =>
    shape === SHAPES.disc ? colours.object : shape === SHAPES.diamond ? colours.part : colours.background;
  return {
    positions,
    colours: Uint8Array.from([...shapes].flatMap((shape) => [...colour(shape)])),
    shapes,
    rings: new Uint8Array(count),
  };
}
