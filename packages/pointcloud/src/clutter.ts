// Background for a shape: pieces of other shapes around it.

import { type Chance, chanceOf, ensure, type NoiseKey } from "@stillpoint/core";
import {
  anyAngle,
  besides,
  direction,
  GAP,
  joined,
  meanSpacing,
  pieceOf,
  pointsAt,
  radiusOf,
  scaled,
  someIndices,
  turned,
} from "./clutter-pieces.ts";
import { normaliseCloud } from "./normalise.ts";
import type { PointSample } from "./sample.ts";

/** The largest radius of a piece, in radii of the object. */
const LARGEST_PIECE = 0.35;
/** Heights of the directions in which clutter lies. */
const CLUTTER_HEIGHT = [-0.7, 0.7] as const;
/** How far from the object's centre clutter may reach, in radii of the object, where there is a choice. */
const ROOM = 1.8;
/** Pieces per whole cloud, so that one piece is small beside the object whatever the share. */
const PIECES = 8;

export interface ClutterOptions {
  /** Share of the finished cloud's points that are clutter, above 0 and at most 0.9. */
  readonly share: number;
  /** Names the draws: the same key and shapes give the same cloud. */
  readonly key: NoiseKey;
  /** Default: one for every eighth of the cloud, at least 2. */
  readonly pieces?: number;
  /** `[N]` named parts of the object's points, which stay with those that are kept. */
  readonly parts?: readonly (string | undefined)[] | undefined;
}

/** A cloud of object points, then clutter, in the unit sphere. */
export type ClutteredCloud = Pick<PointSample, "points" | "regions" | "parts">;

/**
 * Replaces a share of a cloud's points by clutter: `[N, 3]` stays `[N, 3]`.
 *
 * Of the object a random part is kept. Around it, never touching it or each other, lie pieces of the `sources`: each a
 * random point with its nearest ones, turned about y and rescaled to the object's density, denser where it would be
 * larger than about a third of the object. The whole is moved and scaled into the unit sphere.
 * Sources are whole shapes `[n, 3]` of other classes; each piece draws one of them.
 *
 * Throws `RANGE` for a share outside 0..0.9 or that leaves the object or a piece fewer than two points, and for a source
 * with fewer points than its piece; `SHAPE` for parts of other points; `INPUT` for no source; `DEGENERATE` where points coincide; what `normaliseCloud`
 * throws.
 * After the point clouds of Zhang et al. (TPAMI 2022), whose background is made of shapes of other classes.
 */
export function addClutter(
  points: Float32Array,
  sources: readonly Float32Array[],
  options: ClutterOptions,
): ClutteredCloud {
  const total = points.length / 3;
  const { share, key, parts, pieces: count = Math.max(2, Math.round(PIECES * share)) } = options;
  const clutter = Math.round(share * total);
  checkRequest(total, clutter, sources.length, { share, count });
  ensure(
    parts === undefined || parts.length === total,
    "SHAPE",
    () =>
      `clutter, parts: expected one for each of ${total} points; got ${parts?.length}; name the part of every point`,
  );
  const chance = chanceOf(key);
  const kept = someIndices(total, total - clutter, chance);
  const object = pointsAt(normaliseCloud(points), kept);
  const spacing = meanSpacing(object);
  ensure(
    spacing > 0,
    "DEGENERATE",
    () => "clutter: expected object points at different places; got each of them twice; remove repeated points",
  );
  const pieces: Float32Array[] = [];
  for (let k = 0; k < count; k++) {
    const size = Math.floor((clutter + k) / count);
    const source = sources[chance.below(sources.length)]!;
    pieces.push(clutterPiece(source, size, [object, ...pieces], { spacing, room: ROOM }, chance));
  }
  return {
    points: normaliseCloud(joined([object, ...pieces])),
    regions: Array.from({ length: total }, (_, p) => (p < kept.length ? "foreground" : "background")),
    ...(parts === undefined ? {} : { parts: Array.from({ length: total }, (_, p) => parts[kept[p] ?? -1]) }),
  };
}

/**
 * `[count, 3]` a piece of a shape in its place beside the `others`: at the density `spacing` names, in radii of an
 * object of radius 1 about the origin, and at most `LARGEST_PIECE` large. Throws `RANGE` as `nearestPoints`, `DEGENERATE` for a piece
 * whose points coincide.
 */
export function clutterPiece(
  source: Float32Array,
  count: number,
  others: readonly Float32Array[],
  around: { readonly spacing: number; readonly room: number },
  chance: Chance,
): Float32Array {
  const { spacing, room } = around;
  const piece = pieceOf(source, count, chance);
  const size = Math.min(spacing / meanSpacing(piece), LARGEST_PIECE / radiusOf(piece));
  ensure(
    Number.isFinite(size),
    "DEGENERATE",
    () => `clutter: expected a piece of points at different places; got ${count} at one; remove repeated points`,
  );
  return besides(
    others,
    turned(scaled(piece, size), anyAngle(chance)),
    { gap: GAP * spacing, room, ways: () => direction(chance.within(CLUTTER_HEIGHT), anyAngle(chance)) },
    chance,
  );
}

function checkRequest(
  total: number,
  clutter: number,
  sources: number,
  { share, count }: { readonly share: number; readonly count: number },
): void {
  ensure(
    share > 0 && share <= 0.9,
    "RANGE",
    () => `clutter: expected a share above 0 and at most 0.9; got ${share}; pass for example 0.25`,
  );
  ensure(
    clutter >= 2 * count && count >= 1 && total - clutter >= 2,
    "RANGE",
    () =>
      `clutter: expected at least 2 points on the object and on each of ${count} pieces; got ${total - clutter} and ${clutter} of ${total}; use clouds of more points or another share`,
  );
  ensure(
    sources > 0,
    "INPUT",
    () => "clutter: expected at least one other shape; got none; add shapes of other classes",
  );
}
