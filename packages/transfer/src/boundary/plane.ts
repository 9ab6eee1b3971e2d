// Planes through three samples and the grid of points on them.

import { ensure } from "@stillpoint/core";

export interface Plane {
  /** `[d]` the first sample. */
  readonly origin: Float32Array;
  /** `[d]` orthonormal: towards the second sample, and what of the third is not on that line. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Where the three samples lie in (a, b). */
  readonly corners: readonly (readonly [number, number])[];
}

/**
 * The plane through three samples `[d]`; undefined where they lie on one line. As dbViz does (Somepalli et al. 2022).
 *
 * @throws StillpointError SHAPE for samples of different sizes
 */
export function planeThrough(x1: Float32Array, x2: Float32Array, x3: Float32Array): Plane | undefined {
  ensure(
    x1.length === x2.length && x2.length === x3.length,
    "SHAPE",
    () => `plane: expected samples of one size; got ${x1.length}, ${x2.length} and ${x3.length}; choose from one set`,
  );
  const u = Float64Array.from(x2, (value, k) => value - x1[k]!);
  const v = Float64Array.from(x3, (value, k) => value - x1[k]!);
  const along = norm(u);
  const a = u.map((value) => value / along);
  const shared = dot(v, a);
  const rest = v.map((value, k) => value - shared * a[k]!);
  const across = norm(rest);
  // Float32 samples tell directions apart down to about 1e-6 of their length.
  if (!(along > 0 && across > 1e-6 * norm(v))) return undefined;
  return {
    origin: x1,
    a,
    b: rest.map((value) => value / across),
    corners: [
      [0, 0],
      [along, 0],
      [shared, across],
    ],
  };
}

/** Share of the corners' range that a grid goes beyond them at each end. */
const MARGIN = 0.1;

export interface PlaneGrid {
  /** `[size·size·d]` row by row along b, from below, each row along a. */
  readonly values: Float32Array;
  readonly size: number;
  /** The three samples in cells, x along a and y along b, from 0 to size − 1. */
  readonly corners: readonly { readonly x: number; readonly y: number }[];
}

/** `size` points along each direction, from a tenth of the corners' range before the first to a tenth behind the last. */
export function planeGrid({ origin, a, b, corners }: Plane, size: number): PlaneGrid {
  ensure(
    Number.isInteger(size) && size >= 2,
    "RANGE",
    () => `grid: expected at least 2 points a side; got ${size}; give more`,
  );
  const [across, up] = [0, 1].map((axis) => {
    const places = corners.map((corner) => corner[axis]!);
    const [low, high] = [Math.min(...places), Math.max(...places)];
    const margin = MARGIN * (high - low);
    return { low: low - margin, step: (high - low + 2 * margin) / (size - 1) };
  });
  const d = origin.length;
  const values = new Float32Array(size * size * d);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const [x, y] = [across!.low + column * across!.step, up!.low + row * up!.step];
      const start = (row * size + column) * d;
      for (let k = 0; k < d; k++) values[start + k] = origin[k]! + x * a[k]! + y * b[k]!;
    }
  return {
    values,
    size,
    corners: corners.map(([x, y]) => ({ x: (x - across!.low) / across!.step, y: (y - up!.low) / up!.step })),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, 0);
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
