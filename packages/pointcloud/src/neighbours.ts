// Which points of a cloud are picked and which lie near them. Deterministic: ties go to the lower index.

import { ensure, type Tensor } from "@stillpoint/core";
import { checkPoints } from "./sample.ts";

/** Distance squared between point `a` of one cloud and point `b` of another. */
const apart = (one: Float32Array, a: number, other: Float32Array, b: number): number =>
  (one[3 * a]! - other[3 * b]!) ** 2 +
  (one[3 * a + 1]! - other[3 * b + 1]!) ** 2 +
  (one[3 * a + 2]! - other[3 * b + 2]!) ** 2;

function checkCount(subject: string, count: number, most: number): void {
  ensure(
    Number.isInteger(count) && count >= 1 && count <= most,
    "RANGE",
    () => `${subject}: expected a whole number from 1 to ${most}, the points there are; got ${count}; ask for fewer`,
  );
}

/**
 * `[count]` indices by farthest point sampling: the first is the point farthest from the mean, each next one is farthest
 * from all before it (Eldar et al. 1997; PointNet++, Qi et al. 2017, starts at a random point).
 * Cost count·N. Throws what `checkPoints` throws, `RANGE` for more picks than points.
 */
export function farthestPoints(points: Float32Array, count: number): Int32Array {
  const total = points.length / 3;
  checkCount("farthestPoints", count, checkPoints("cloud", points));
  const mean = new Float32Array(3);
  for (let k = 0; k < points.length; k++) mean[k % 3] = mean[k % 3]! + points[k]! / total;
  const nearest = new Float64Array(total);
  for (let p = 0; p < total; p++) nearest[p] = apart(points, p, mean, 0);
  const picked = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    let far = 0;
    for (let p = 1; p < total; p++) if (nearest[p]! > nearest[far]!) far = p;
    picked[k] = far;
    for (let p = 0; p < total; p++) {
      const distance = apart(points, p, points, far);
      // The distances to the mean serve only the first pick.
      nearest[p] = k === 0 ? distance : Math.min(nearest[p]!, distance);
    }
    nearest[far] = -1;
  }
  return picked;
}

/**
 * `[M·K]` the K nearest points of each of the M `centers`, nearest first, the center itself among them.
 * `centers` are indices into `points`. Throws `RANGE` for more neighbours than points.
 */
export function nearestPoints(points: Float32Array, centers: Int32Array, neighbours: number): Int32Array {
  const total = points.length / 3;
  checkCount("nearestPoints", neighbours, total);
  const distance = new Float64Array(total);
  const found = new Int32Array(centers.length * neighbours);
  for (const [m, center] of centers.entries()) {
    for (let p = 0; p < total; p++) distance[p] = apart(points, p, points, center);
    found.set(smallest(distance, neighbours), m * neighbours);
  }
  return found;
}

/** `[count]` indices of the smallest values, ascending, lower indices first on ties. Insertion: `count` is small. */
function smallest(values: Float64Array, count: number): Int32Array {
  const kept = new Int32Array(count);
  let filled = 0;
  for (let p = 0; p < values.length; p++) {
    const value = values[p]!;
    if (filled === count && value >= values[kept[count - 1]!]!) continue;
    let k = filled < count ? filled++ : count - 1;
    for (; k > 0 && values[kept[k - 1]!]! > value; k--) kept[k] = kept[k - 1]!;
    kept[k] = p;
  }
  return kept;
}

/**
 * `[M·K]` for each of the M `centers` its nearest points within `radius`, at most K, nearest first; a ball that holds
 * fewer repeats its first, the center. Throws `RANGE` for more neighbours than points and a radius that is not positive.
 */
export function ballPoints(points: Float32Array, centers: Int32Array, neighbours: number, radius: number): Int32Array {
  ensure(
    radius > 0,
    "RANGE",
    () => `ballPoints: expected a radius > 0; got ${radius}; pass it in the cloud's unit of length`,
  );
  const found = nearestPoints(points, centers, neighbours);
  for (let k = 0; k < found.length; k++) {
    const m = Math.floor(k / neighbours);
    if (apart(points, found[k]!, points, centers[m]!) > radius * radius) found[k] = found[m * neighbours]!;
  }
  return found;
}

/** One level of set abstraction: M centers, each with K of the points the level before left. */
export interface AbstractionLevel {
  readonly centers: number;
  readonly neighbours: number;
  /** Balls of this radius instead of the K nearest. */
  readonly radius?: number;
}

/**
 * The side inputs of a PointNet++-style network, int64: `centers` `[1, M]` and `groups` `[1, M, K]`, indices into the
 * cloud. A second level has `centers_2` and `groups_2`, indices into the centers of the first, and so on.
 *
 * They come from the clean cloud and stay fixed while points move, so the network keeps its gradient.
 * Throws `RANGE` for more centers or neighbours than there are points.
 */
export function abstractionSides(points: Float32Array, levels: readonly AbstractionLevel[]): Record<string, Tensor> {
  const sides: Record<string, Tensor> = {};
  let cloud = points;
  for (const [k, { centers: count, neighbours, radius }] of levels.entries()) {
    const suffix = k === 0 ? "" : `_${k + 1}`;
    const below = cloud;
    const centers = farthestPoints(below, count);
    const groups =
      radius === undefined ? nearestPoints(below, centers, neighbours) : ballPoints(below, centers, neighbours, radius);
    sides[`centers${suffix}`] = int64([1, count], centers);
    sides[`groups${suffix}`] = int64([1, count, neighbours], groups);
    cloud = Float32Array.from({ length: 3 * count }, (_, c) => below[3 * centers[Math.floor(c / 3)]! + (c % 3)]!);
  }
  return sides;
}

const int64 = (shape: readonly number[], indices: Int32Array): Tensor => ({
  type: "int64",
  shape,
  data: BigInt64Array.from(indices, (index) => BigInt(index)),
});
