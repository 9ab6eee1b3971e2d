// A cloud of its own place and size to one about the origin with radius 1.

import { ensure } from "@stillpoint/core";
import { checkPoints } from "./sample.ts";

/**
 * `[N, 3]` the cloud with its mean at the origin and its farthest point at distance 1, as ModelNet40 is prepared for
 * PointNet. Throws what `checkPoints` throws, and `DEGENERATE` where all points coincide.
 */
export function normaliseCloud(points: Float32Array): Float32Array {
  const count = checkPoints("cloud", points);
  const mean = [0, 0, 0];
  for (let k = 0; k < points.length; k++) mean[k % 3] = mean[k % 3]! + points[k]! / count;
  let radius = 0;
  for (let p = 0; p < points.length; p += 3)
    radius = Math.max(radius, Math.hypot(points[p]! - mean[0]!, points[p + 1]! - mean[1]!, points[p + 2]! - mean[2]!));
  ensure(
    radius > 0,
    "DEGENERATE",
    () => `cloud: expected points at different places; got ${count} at one place; check the reader`,
  );
  return points.map((value, k) => (value - mean[k % 3]!) / radius);
}
