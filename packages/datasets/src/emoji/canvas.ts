// Drawing one icon onto a picture: `[3, S, S]` colours in 0..1.

import type { Icon } from "./pack.ts";

export interface Placement {
  /** Side of the drawn square, pixels. */
  readonly side: number;
  readonly top: number;
  readonly left: number;
  /** Mirrored left to right. */
  readonly mirrored: boolean;
}

/** Overlap of target pixel k with the source pixels, when `from` pixels are drawn on `to`: first index and weights. */
function taps(from: number, to: number): { first: number; weights: number[] }[] {
  const step = from / to;
  return Array.from({ length: to }, (_, k) => {
    const start = k * step;
    const end = Math.min(from, start + step);
    const first = Math.floor(start);
    const weights: number[] = [];
    for (let s = first; s < end - 1e-9; s++) weights.push((Math.min(s + 1, end) - Math.max(s, start)) / step);
    return { first, weights };
  });
}

/**
 * Draws an icon onto `colours` by area averages and returns its share of every pixel, `[S, S]` in 0..1.
 * The share is what was mixed in, so as a mask it is exact. The square must lie inside the picture.
 */
export function drawIcon(colours: Float32Array, size: number, icon: Icon, place: Placement): Float32Array {
  const area = size * size;
  const share = new Float32Array(area);
  const lines = taps(icon.size, place.side);
  const { rgba } = icon;
  for (let y = 0; y < place.side; y++)
    for (let x = 0; x < place.side; x++) {
      const rows = lines[y]!;
      const columns = lines[x]!;
      let [red, green, blue, alpha] = [0, 0, 0, 0];
      for (let i = 0; i < rows.weights.length; i++)
        for (let j = 0; j < columns.weights.length; j++) {
          const column = columns.first + j;
          const q = 4 * ((rows.first + i) * icon.size + (place.mirrored ? icon.size - 1 - column : column));
          const weight = rows.weights[i]! * columns.weights[j]! * rgba[q + 3]!;
          alpha += weight;
          red += weight * rgba[q]!;
          green += weight * rgba[q + 1]!;
          blue += weight * rgba[q + 2]!;
        }
      if (alpha === 0) continue;
      const p = (place.top + y) * size + place.left + x;
      const covered = Math.min(1, alpha / 255);
      share[p] = covered;
      colours[p] = colours[p]! * (1 - covered) + red / 65_025;
      colours[area + p] = colours[area + p]! * (1 - covered) + green / 65_025;
      colours[2 * area + p] = colours[2 * area + p]! * (1 - covered) + blue / 65_025;
    }
  return share;
}
