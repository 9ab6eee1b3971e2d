// Held-out shapes that look almost like one of the shapes networks are trained on: two windows of one series.

import type { FurnitureShape } from "@stillpoint/datasets";

/**
 * Mean distance, in radii, from the points of one shape to the nearest of the other, the larger of both ways, below which
 * two shapes count as near copies. The two halves of one shape's 512 points are 0.05 apart at the median.
 */
const NEAR = 0.045;

/** Ids of the held-out shapes with a near copy of their class in `pool`. */
export function nearCopies(heldOut: readonly FurnitureShape[], pool: readonly FurnitureShape[]): Set<string> {
  const hasTwin = ({ label, points }: FurnitureShape): boolean =>
    pool.some((other) => other.label === label && shapeDistance(points, other.points) < NEAR);
  return new Set(heldOut.filter(hasTwin).map(({ id }) => id));
}

function shapeDistance(one: Float32Array, other: Float32Array): number {
  return Math.max(meanNearest(one, other), meanNearest(other, one));
}

function meanNearest(from: Float32Array, to: Float32Array): number {
  let sum = 0;
  for (let p = 0; p < from.length; p += 3) {
    let least = Number.POSITIVE_INFINITY;
    for (let q = 0; q < to.length; q += 3) {
      const square = (from[p]! - to[q]!) ** 2 + (from[p + 1]! - to[q + 1]!) ** 2 + (from[p + 2]! - to[q + 2]!) ** 2;
      least = Math.min(least, square);
    }
    sum += Math.sqrt(least);
  }
  return (3 * sum) / from.length;
}
