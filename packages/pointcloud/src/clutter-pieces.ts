// Cutting, measuring, moving and placing pieces of a cloud, `[n, 3]` each.

import { type Chance, ensure } from "@stillpoint/core";
import { nearestPoints } from "./neighbours.ts";

/** Free space between pieces, in mean distances of neighbouring object points. */
export const GAP = 1.5;
/** How far beyond that a piece may lie, in radii of the object. */
const SPREAD = 0.1;
/** Directions tried to keep a piece within the room there is. */
const DIRECTIONS = 8;

/**
 * Indices of `count` different points of `total` at random (Fisher-Yates, cut short). Throws `RANGE` for more than
 * there are.
 */
export function someIndices(total: number, count: number, chance: Chance): Uint32Array {
  ensure(
    Number.isInteger(count) && count >= 0 && count <= total,
    "RANGE",
    () => `someOf: expected a whole number of points up to ${total}; got ${count}; ask for fewer`,
  );
  const order = Uint32Array.from({ length: total }, (_, p) => p);
  for (let k = 0; k < count; k++) {
    const other = k + chance.below(total - k);
    const p = order[other]!;
    order[other] = order[k]!;
    order[k] = p;
  }
  return order.subarray(0, count);
}

/** `[count, 3]` the points at these indices. */
export function pointsAt(points: Float32Array, indices: Uint32Array): Float32Array {
  const found = new Float32Array(3 * indices.length);
  for (const [k, p] of indices.entries()) found.set(points.subarray(3 * p, 3 * p + 3), 3 * k);
  return found;
}

/** `[count, 3]` different points of a cloud at random. Throws `RANGE` for more than there are. */
export function someOf(points: Float32Array, count: number, chance: Chance): Float32Array {
  return pointsAt(points, someIndices(points.length / 3, count, chance));
}

/** `[count, 3]` a random point of a cloud with its nearest ones, about their mean. Throws `RANGE` as `nearestPoints`. */
export function pieceOf(points: Float32Array, count: number, chance: Chance): Float32Array {
  const center = chance.below(points.length / 3);
  const near = nearestPoints(points, Int32Array.of(center), count);
  const piece = Float32Array.from({ length: 3 * count }, (_, k) => points[3 * near[Math.floor(k / 3)]! + (k % 3)]!);
  const mean = [0, 0, 0];
  for (const [k, value] of piece.entries()) mean[k % 3] = mean[k % 3]! + value / count;
  return piece.map((value, k) => value - mean[k % 3]!);
}

/** Every coordinate times a factor. */
export const scaled = (points: Float32Array, factor: number): Float32Array => points.map((value) => factor * value);

/** Turned about y, radians. */
export function turned(points: Float32Array, angle: number): Float32Array {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const out = points.slice();
  for (let p = 0; p < points.length; p += 3) {
    out[p] = cos * points[p]! + sin * points[p + 2]!;
    out[p + 2] = cos * points[p + 2]! - sin * points[p]!;
  }
  return out;
}

/** 0 to a whole turn. */
export const anyAngle = (chance: Chance): number => 2 * Math.PI * chance.uniform();

/** Mean distance from a point to its nearest neighbour. */
export function meanSpacing(points: Float32Array): number {
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

/** Pieces one behind the other. */
export function joined(pieces: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Distance of the point farthest from the origin. */
export function radiusOf(points: Float32Array): number {
  let radius = 0;
  for (let p = 0; p < points.length; p += 3)
    radius = Math.max(radius, Math.hypot(points[p]!, points[p + 1]!, points[p + 2]!));
  return radius;
}

/** The direction of a height, -1..1, at an angle about y, radians. */
export function direction(height: number, angle: number): readonly [x: number, y: number, z: number] {
  const flat = Math.sqrt(1 - height * height);
  return [flat * Math.cos(angle), height, flat * Math.sin(angle)];
}

/**
 * A piece about the origin, moved out until its ball, widened by `gap`, holds no point of the `others`. Of several
 * directions drawn from `ways` the first that keeps the piece within `room` of the origin, else the one that keeps it
 * nearest.
 */
export function besides(
  others: readonly Float32Array[],
  piece: Float32Array,
  place: { readonly ways: () => readonly number[]; readonly gap: number; readonly room: number },
  chance: Chance,
): Float32Array {
  const { ways, gap, room } = place;
  const cloud = joined(others);
  const radius = radiusOf(piece);
  let best: { way: readonly number[]; distance: number } = { way: [0, 0, 0], distance: Number.POSITIVE_INFINITY };
  for (let k = 0; k < DIRECTIONS && !(best.distance + radius < room); k++) {
    const way = ways();
    const distance = clearance(cloud, way, radius + gap);
    if (distance < best.distance) best = { way, distance };
  }
  const free = Math.max(0, room - best.distance - radius);
  const distance = best.distance + chance.within([0, Math.min(SPREAD, free)]);
  return piece.map((value, k) => value + distance * best.way[k % 3]!);
}

/** How far along `way` a ball about the origin must move to hold no point of the cloud. */
function clearance(cloud: Float32Array, way: readonly number[], radius: number): number {
  let distance = 0;
  for (let p = 0; p < cloud.length; p += 3) {
    const [x, y, z] = [cloud[p]!, cloud[p + 1]!, cloud[p + 2]!];
    const ahead = x * way[0]! + y * way[1]! + z * way[2]!;
    // The ball's centre leaves the point's neighbourhood at the far root of |t·way − point| = radius.
    const inside = ahead * ahead - (x * x + y * y + z * z) + radius * radius;
    if (inside > 0) distance = Math.max(distance, ahead + Math.sqrt(inside));
  }
  return distance;
}
