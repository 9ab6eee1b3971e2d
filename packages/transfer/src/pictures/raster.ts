// A picture as a page draws it.

import type { Raster } from "@stillpoint/core";
import type { Picture } from "./picture.ts";

/** Pixels `[height, width, 3]` in whole numbers from 0 to 255. */
export function rasterOf({ height, width, rgb }: Picture): Pick<Raster, "height" | "width" | "rgb"> {
  const n = height * width;
  const pixels = Array.from({ length: 3 * n }, (_, k) => {
    const value = rgb[(k % 3) * n + Math.floor(k / 3)]!;
    return Math.round(255 * Math.min(Math.max(value, 0), 1));
  });
  return { height, width, rgb: pixels };
}
