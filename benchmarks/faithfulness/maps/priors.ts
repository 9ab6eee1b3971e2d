// Maps that look at nothing but the place of a unit, or at nothing at all.

import { drawNormal } from "@stillpoint/core";
import type { Scene } from "../scene.ts";

/** `[n]` nearness to the middle of a picture: minus the distance of the unit's mean pixel. `unitOf` is `[1, H, W]`. */
export function pictureCentre({ input }: Scene): Float64Array {
  const { data, shape } = input.unitOf;
  const [, height = 0, width = 0] = shape;
  const count = input.units.length;
  const [rows, columns, pixels] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  data.forEach((unit, p) => {
    if (unit < 0) return;
    rows[unit]! += Math.floor(p / width);
    columns[unit]! += p % width;
    pixels[unit]! += 1;
  });
  return pixels.map(
    (size, unit) => -Math.hypot(rows[unit]! / size - (height - 1) / 2, columns[unit]! / size - (width - 1) / 2),
  );
}

/** `[n]` nearness of each point to the cloud's origin; the perturbed tensor is `[N, 3]`, one unit per point. */
export function cloudCentre({ layer: { x0 }, units }: Scene): Float64Array {
  const squares = new Float64Array(units.count);
  units.unitOf.forEach((unit, p) => {
    if (unit >= 0) squares[unit]! += x0[p]! ** 2;
  });
  return squares.map((square) => -Math.sqrt(square));
}

/** `[n]` how early a word comes: minus the place of its first token. */
export function earliness({ input }: Scene): Float64Array {
  const first = new Float64Array(input.units.length).fill(Number.NaN);
  input.unitOf.data.forEach((unit, token) => {
    if (unit >= 0 && Number.isNaN(first[unit])) first[unit] = -token;
  });
  return first;
}

/** `[n]` chance, the same for every network of a sample. */
export function randomMap({ sample, seed, units }: Scene): Float64Array {
  const values = new Float64Array(units.count);
  drawNormal({ seed, sample, purpose: "random map", pass: 0 }, values);
  return values;
}
