// One shape among clutter: the clouds of the built-in point benchmark.

import { drawNormal, ensure, type Region } from "@stillpoint/core";
import { nearestPoints, normaliseCloud, type PointSample } from "@stillpoint/pointcloud";
import { type Random, randomOf } from "../random.ts";
import { cueForms } from "./cues.ts";
import type { FurnitureShape } from "./pack.ts";

export interface CompositionRule {
  /** N, a multiple of 32: three quarters lie on the object, 3/32 on the cue, the rest on clutter. */
  readonly points: number;
  /** How often the cue is that of the object's class; 1 / classes is chance. */
  readonly agreement: number;
  /** Standard deviation of the noise added to every coordinate, in radii of the finished cloud. */
  readonly jitter: number;
  /** The object is stretched along x, y and z by up to this share either way. */
  readonly stretch: number;
}

/** Clouds whose cue agrees with the class `agreement` of the time. */
export const cueCloudRule = (agreement: number, points = 256): CompositionRule => ({
  points,
  agreement,
  jitter: 0.01,
  stretch: 0,
});

/** The teacher's clouds: any cue as often as any other, objects stretched. */
export const teacherCloudRule = (classes: number, points = 256): CompositionRule => ({
  points,
  agreement: 1 / classes,
  jitter: 0.01,
  stretch: 0.15,
});

/** A finished cloud: object points first, then clutter, then the cue, part `clutter-cue`. */
export interface ComposedCloud extends PointSample {
  readonly label: number;
  /** Name of the cue's form. */
  readonly cue: string;
}

/** Names one composition: the same key, shape and rule give the same cloud. */
export interface CloudKey {
  readonly seed: number;
  /** The set it belongs to, such as `training`. */
  readonly purpose: string;
  /** Which cloud of this shape. */
  readonly copy: number;
}

const PIECES = 2;
/** Radius of the cue, in radii of the object. */
const CUE_RADIUS = 0.3;
/** Free space between pieces, in mean distances of neighbouring object points. */
const GAP = 1.5;
/** How far beyond that a piece may lie, in radii of the object. */
const SPREAD = 0.25;

/** The cue's part name. */
export const CLUTTER_CUE = "clutter-cue";

/**
 * Composes a cloud `[N, 3]` in the unit sphere.
 *
 * The object is turned about y; around it, never touching, lie two pieces of shapes of other classes, each as dense as
 * the object, and one cue. `sources` are the shapes clutter is taken from.
 * Throws `RANGE` for an agreement outside 0..1 and for N that is no multiple of 32 or more than the shape holds.
 */
export function composeCloud(
  shape: FurnitureShape,
  sources: readonly FurnitureShape[],
  classes: number,
  rule: CompositionRule,
  key: CloudKey,
): ComposedCloud {
  const sizes = checkRule(shape, rule);
  const noiseKey = { seed: key.seed, sample: shape.id, pass: key.copy };
  const random = randomOf({ ...noiseKey, purpose: `${key.purpose}/composition` });
  const agrees = random.chance(rule.agreement);
  const cue = agrees ? shape.label : (shape.label + 1 + random.below(classes - 1)) % classes;
  const [name, form] = cueForms[cue]!;

  const points = new Float32Array(3 * rule.points);
  points.set(turned(stretched(someOf(shape.points, sizes.object, random), rule.stretch, random), random));
  const spacing = meanSpacing(points.subarray(0, 3 * sizes.object));
  let filled = sizes.object;
  const put = (piece: Float32Array): void => {
    placeBeside(points, filled, piece, GAP * spacing, random);
    filled += piece.length / 3;
  };
  for (let k = 0; k < PIECES; k++) {
    const count = Math.floor((sizes.clutter + k) / PIECES);
    const piece = turned(pieceOf(otherShape(shape, sources, random), count, random), random);
    put(scaled(piece, spacing / meanSpacing(piece)));
  }
  put(turned(scaled(form(sizes.cue), CUE_RADIUS), random));

  const noise = new Float32Array(points.length);
  drawNormal({ ...noiseKey, purpose: `${key.purpose}/jitter` }, noise);
  const cloud = normaliseCloud(normaliseCloud(points).map((value, k) => value + rule.jitter * noise[k]!));
  return { id: shape.id, label: shape.label, cue: name, points: cloud, ...annotation(sizes) };
}

interface Sizes {
  readonly object: number;
  readonly clutter: number;
  readonly cue: number;
}

function checkRule(shape: FurnitureShape, { agreement, points }: CompositionRule): Sizes {
  ensure(
    agreement >= 0 && agreement <= 1,
    "RANGE",
    () => `agreement: expected a probability in 0..1; got ${agreement}; pass 0.9, or 1 / classes for chance`,
  );
  const held = shape.points.length / 3;
  ensure(
    points > 0 && points % 32 === 0 && 0.75 * points <= held,
    "RANGE",
    () => `points: expected a multiple of 32 up to ${Math.floor(held / 24) * 32}; got ${points}; pass for example 256`,
  );
  return { object: (points * 24) / 32, clutter: (points * 5) / 32, cue: (points * 3) / 32 };
}

function annotation({ object, clutter, cue }: Sizes): { regions: Region[]; parts: (string | undefined)[] } {
  return {
    regions: Array.from({ length: object + clutter + cue }, (_, p) => (p < object ? "foreground" : "background")),
    parts: Array.from({ length: object + clutter + cue }, (_, p) => (p < object + clutter ? undefined : CLUTTER_CUE)),
  };
}

/** `[count, 3]` different points at random (Fisher-Yates, cut short). */
function someOf(points: Float32Array, count: number, random: Random): Float32Array {
  const order = Uint32Array.from({ length: points.length / 3 }, (_, p) => p);
  const kept = new Float32Array(3 * count);
  for (let k = 0; k < count; k++) {
    const other = k + random.below(order.length - k);
    const p = order[other]!;
    order[other] = order[k]!;
    kept.set(points.subarray(3 * p, 3 * p + 3), 3 * k);
  }
  return kept;
}

/** A shape of another class. */
function otherShape(shape: FurnitureShape, sources: readonly FurnitureShape[], random: Random): FurnitureShape {
  for (;;) {
    const other = sources[random.below(sources.length)]!;
    if (other.label !== shape.label) return other;
  }
}

/** `[count, 3]` a random point of a shape with its nearest ones, about their mean. */
function pieceOf(shape: FurnitureShape, count: number, random: Random): Float32Array {
  const center = random.below(shape.points.length / 3);
  const near = nearestPoints(shape.points, Int32Array.of(center), count);
  const piece = Float32Array.from(
    { length: 3 * count },
    (_, k) => shape.points[3 * near[Math.floor(k / 3)]! + (k % 3)]!,
  );
  const mean = [0, 0, 0];
  for (const [k, value] of piece.entries()) mean[k % 3] = mean[k % 3]! + value / count;
  return piece.map((value, k) => value - mean[k % 3]!);
}

const scaled = (points: Float32Array, factor: number): Float32Array => points.map((value) => factor * value);

function stretched(points: Float32Array, share: number, random: Random): Float32Array {
  const factors = [0, 1, 2].map(() => random.within([1 - share, 1 + share]));
  return points.map((value, k) => factors[k % 3]! * value);
}

/** Turned about y by any angle. */
function turned(points: Float32Array, random: Random): Float32Array {
  const angle = 2 * Math.PI * random.uniform();
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const out = points.slice();
  for (let p = 0; p < points.length; p += 3) {
    out[p] = cos * points[p]! + sin * points[p + 2]!;
    out[p + 2] = cos * points[p + 2]! - sin * points[p]!;
  }
  return out;
}

/** Mean distance from a point to its nearest neighbour. */
function meanSpacing(points: Float32Array): number {
  const count = points.length / 3;
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < count; a++) {
    const [x, y, z] = [points[3 * a]!, points[3 * a + 1]!, points[3 * a + 2]!];
    for (let b = 0; b < a; b++) {
      const [dx, dy, dz] = [points[3 * b]! - x, points[3 * b + 1]! - y, points[3 * b + 2]! - z];
      const squared = dx * dx + dy * dy + dz * dz;
      if (squared < nearest[a]!) nearest[a] = squared;
      if (squared < nearest[b]!) nearest[b] = squared;
    }
  }
  return nearest.reduce((sum, squared) => sum + Math.sqrt(squared), 0) / count;
}

/**
 * Writes a piece about the origin behind the first `filled` points of a cloud, moved out in a random direction until its
 * ball, widened by `gap`, holds none of them.
 */
function placeBeside(cloud: Float32Array, filled: number, piece: Float32Array, gap: number, random: Random): void {
  const height = random.within([-0.7, 0.7]);
  const angle = 2 * Math.PI * random.uniform();
  const flat = Math.sqrt(1 - height * height);
  const way = [flat * Math.cos(angle), height, flat * Math.sin(angle)];
  let reach = gap;
  for (let p = 0; p < piece.length; p += 3)
    reach = Math.max(reach, gap + Math.hypot(piece[p]!, piece[p + 1]!, piece[p + 2]!));
  let distance = 0;
  for (let p = 0; p < 3 * filled; p += 3) {
    const [x, y, z] = [cloud[p]!, cloud[p + 1]!, cloud[p + 2]!];
    const ahead = x * way[0]! + y * way[1]! + z * way[2]!;
    // The ball's centre leaves the point's neighbourhood at the far root of |t·way − point| = reach.
    const inside = ahead * ahead - (x * x + y * y + z * z) + reach * reach;
    if (inside > 0) distance = Math.max(distance, ahead + Math.sqrt(inside));
  }
  distance += random.within([0, SPREAD]);
  for (let k = 0; k < piece.length; k++) cloud[3 * filled + k] = piece[k]! + distance * way[k % 3]!;
}
