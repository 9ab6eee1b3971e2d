// Surfaces made of triangles, and points on them.

import { ensure, type NoiseKey, uniformNumbers } from "@stillpoint/core";

export interface Mesh {
  /** `[V, 3]` */
  readonly vertices: Float32Array;
  /** `[T, 3]` indices of vertices. */
  readonly triangles: Uint32Array;
}

/** `[T]` areas of a mesh's triangles, squared units of length. */
export function triangleAreas({ vertices, triangles }: Mesh): Float64Array {
  const side = (from: number, to: number): [number, number, number] => [
    vertices[3 * to]! - vertices[3 * from]!,
    vertices[3 * to + 1]! - vertices[3 * from + 1]!,
    vertices[3 * to + 2]! - vertices[3 * from + 2]!,
  ];
  return Float64Array.from({ length: triangles.length / 3 }, (_, t) => {
    const [ax, ay, az] = side(triangles[3 * t]!, triangles[3 * t + 1]!);
    const [bx, by, bz] = side(triangles[3 * t]!, triangles[3 * t + 2]!);
    return 0.5 * Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx);
  });
}

/**
 * `[count, 3]` points spread evenly at random over the surface: a triangle by its area, a place in it by two uniform
 * numbers (Osada et al. 2002, equation 1). The same key gives the same points.
 *
 * Throws `RANGE` for a count below 1, `DEGENERATE` for a mesh without area.
 */
export function sampleMesh(mesh: Mesh, count: number, key: NoiseKey): Float32Array {
  ensure(
    Number.isInteger(count) && count >= 1,
    "RANGE",
    () => `sampleMesh: expected a whole number of points from 1; got ${count}; pass for example 1024`,
  );
  const { vertices, triangles } = mesh;
  let total = 0;
  const upTo = triangleAreas(mesh).map((area) => (total += area));
  ensure(
    total > 0 && Number.isFinite(total),
    "DEGENERATE",
    () => `sampleMesh: expected triangles with an area; got ${upTo.length} of area ${total}; check the faces`,
  );
  const draws = uniformNumbers(key, 3 * count);
  const points = new Float32Array(3 * count);
  for (let p = 0; p < count; p++) {
    const t = firstAbove(upTo, draws[3 * p]! * total);
    const root = Math.sqrt(draws[3 * p + 1]!);
    const share = draws[3 * p + 2]!;
    const [a, b, c] = [triangles[3 * t]!, triangles[3 * t + 1]!, triangles[3 * t + 2]!];
    for (let axis = 0; axis < 3; axis++)
      points[3 * p + axis] =
        (1 - root) * vertices[3 * a + axis]! +
        root * (1 - share) * vertices[3 * b + axis]! +
        root * share * vertices[3 * c + axis]!;
  }
  return points;
}

/** Index of the first entry of an ascending array above `value`. */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
