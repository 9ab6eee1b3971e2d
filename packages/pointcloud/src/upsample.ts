// More points of the same shape.

import { ensure, type NoiseKey, uniformNumbers } from "@stillpoint/core";
import { nearestPoints } from "./neighbours.ts";
import { checkPoints } from "./sample.ts";

/**
 * `[count, 3]` all points as they are, then new ones, each at a random place between a point and its nearest neighbour:
 * none leaves the shape by more than their distance. Points take their turns in order, from a random one on. The same key
 * gives the same points. Throws what `checkPoints` throws, `RANGE` for fewer points than there are.
 */
export function upsample(points: Float32Array, count: number, key: NoiseKey): Float32Array {
  const total = checkPoints("upsample", points);
  ensure(
    Number.isInteger(count) && count >= total,
    "RANGE",
    () => `upsample: expected a whole number of points from ${total}; got ${count}; ask for more, or use subsample`,
  );
  const more = new Float32Array(3 * count);
  more.set(points);
  if (count === total) return more;
  const draws = uniformNumbers(key, 1 + count - total);
  const first = Math.floor(draws[0]! * total);
  // Turns a step of about the golden section apart spread the new points over those in file order.
  const stride = coprime(Math.max(1, Math.round(0.618 * total)), total);
  for (let k = 0; k < count - total; k++) {
    const point = (first + k * stride) % total;
    const [near = point] = nearestPoints(points, Int32Array.of(point), 2).filter((other) => other !== point);
    for (let axis = 0; axis < 3; axis++) {
      const from = points[3 * point + axis]!;
      more[3 * (total + k) + axis] = from + draws[1 + k]! * (points[3 * near + axis]! - from);
    }
  }
  return more;
}

/** The next whole number from `wished` on that has no divisor in common with `total`: its multiples reach every point. */
function coprime(wished: number, total: number): number {
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  return common(wished, total) === 1 ? wished : coprime(wished + 1, total);
}
