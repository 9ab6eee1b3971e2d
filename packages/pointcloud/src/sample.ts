// One cloud of points as the network sees it, with its annotation.

import { ensure, type Region } from "@stillpoint/core";

export interface PointSample {
  readonly id: string;
  /** `[N, 3]` x, y, z of every point. */
  readonly points: Float32Array;
  /** `[N]` object points are foreground, clutter is background, points where the two touch are border. */
  readonly regions: readonly Region[];
  /** `[N]` the named part a point belongs to, such as `clutter-cue`; undefined where it belongs to none. */
  readonly parts?: readonly (string | undefined)[];
}

/** Above this many points a cloud is refused: every point is a unit of its own, and none can be told from its neighbours. */
export const MOST_POINTS = 65_536;

/**
 * N of `[N, 3]` coordinates. Throws `SHAPE` for another number of coordinates and fewer than two points; `NOT_FINITE`
 * names the first bad point.
 */
export function checkPoints(subject: string, points: Float32Array): number {
  const count = points.length / 3;
  ensure(
    Number.isInteger(count),
    "SHAPE",
    () => `${subject}: expected x, y, z for every point; got ${points.length} numbers; pass [N, 3]`,
  );
  ensure(
    count >= 2,
    "SHAPE",
    () => `${subject}: expected at least two points; got ${count}; one point has no shape, check the reader`,
  );
  const bad = points.findIndex((value) => !Number.isFinite(value));
  ensure(
    bad < 0,
    "NOT_FINITE",
    () =>
      `${subject}: expected finite coordinates; got ${points[bad]} for ${"xyz"[bad % 3]} of point ${Math.floor(bad / 3)}; mend or drop the point`,
  );
  return count;
}

/**
 * N of a sample. Throws as `checkPoints` does, and `SHAPE` for more than `MOST_POINTS` and unless every point has one
 * region and, where given, one part.
 */
export function checkPointSample(sample: PointSample): number {
  const subject = `cloud "${sample.id}"`;
  const count = checkPoints(subject, sample.points);
  ensure(
    count <= MOST_POINTS,
    "SHAPE",
    () =>
      `${subject}: expected at most ${MOST_POINTS} points; got ${count}; thin it with subsample(points, 1024, { seed: 0 })`,
  );
  for (const [name, length] of [
    ["regions", sample.regions.length],
    ["parts", sample.parts?.length ?? count],
  ] as const)
    ensure(
      length === count,
      "SHAPE",
      () => `${subject}, ${name}: expected one for each of ${count} points; got ${length}; annotate every point`,
    );
  return count;
}
