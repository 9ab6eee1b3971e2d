// A marked region of a picture as annotations have it: polygons, run lengths or a box.

import { ensure } from "@stillpoint/core";
import type { MaskFile } from "./mask-file.ts";
import { fillPolygon } from "./polygon.ts";
import { fillRuns } from "./run-lengths.ts";

export type PictureRegion =
  /** `x0, y0, x1, y1, ...` each, in pixels; what any of them holds. */
  | { readonly kind: "polygons"; readonly polygons: readonly (readonly number[])[] }
  /** Out, in, out, ... down the columns. */
  | { readonly kind: "runs"; readonly runs: readonly number[] }
  /** From `left` and `top` to before `right` and `bottom`, in pixels. */
  | {
      readonly kind: "box";
      readonly left: number;
      readonly top: number;
      readonly right: number;
      readonly bottom: number;
    };

const INSIDE = 255;

/**
 * A mask, 255 where any region is and 0 elsewhere, of a picture of `size`. `place` is for messages.
 *
 * @throws StillpointError INPUT for run lengths of another size
 */
export function maskOfRegions(
  path: string,
  regions: readonly PictureRegion[],
  size: { readonly height: number; readonly width: number },
  place: string,
): MaskFile {
  const { height, width } = size;
  const bytes = new Uint8Array(height * width);
  for (const region of regions) {
    if (region.kind === "polygons") for (const polygon of region.polygons) fillPolygon(bytes, size, polygon, INSIDE);
    else if (region.kind === "box") {
      const { left, top, right, bottom } = region;
      fillPolygon(bytes, size, [left, top, right, top, right, bottom, left, bottom], INSIDE);
    } else {
      const pixels = fillRuns(bytes, size, region.runs, INSIDE);
      ensure(
        pixels === height * width,
        "INPUT",
        () =>
          `${place}, ${path}: expected run lengths of ${height}x${width} pixels; got ${pixels} pixels; check the picture's size`,
      );
    }
  }
  return { path, height, width, channels: 1, bytes };
}

/** The same mask at another size, by the nearest pixel's centre. */
export function stretchedMask(
  mask: MaskFile,
  { height, width }: { readonly height: number; readonly width: number },
): MaskFile {
  const bytes = new Uint8Array(height * width);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(((y + 0.5) * mask.height) / height) * mask.width;
    for (let x = 0; x < width; x += 1)
      bytes[y * width + x] = mask.bytes[row + Math.floor(((x + 0.5) * mask.width) / width)]!;
  }
  return { ...mask, height, width, bytes };
}
