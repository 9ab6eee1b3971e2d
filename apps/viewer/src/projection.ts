// Points in space as a camera sees them, the same camera that the three.js painter uses.

import type { Orbit } from "./orbit.ts";

/** Distance of the camera from the middle of a cloud of radius 1. */
export const DISTANCE = 3.4;

/** Vertical field of view in degrees: a cloud of radius 1 just fits at zoom 1. */
export const FIELD: number = (2 * Math.asin(1.06 / DISTANCE) * 180) / Math.PI;

/** The positions moved and scaled into the unit sphere around the middle of their box: `[n*3]`. */
export function centred(positions: readonly number[]): Float32Array {
  const middle = [0, 1, 2].map((axis) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let at = axis; at < positions.length; at += 3) {
      low = Math.min(low, positions[at]!);
      high = Math.max(high, positions[at]!);
    }
    return (low + high) / 2;
  });
  const moved = Float32Array.from(positions, (value, at) => value - middle[at % 3]!);
  let radius = 0;
  for (let at = 0; at < moved.length; at += 3) {
    radius = Math.max(radius, Math.hypot(moved[at]!, moved[at + 1]!, moved[at + 2]!));
  }
  return radius > 0 ? moved.map((value) => value / radius) : moved;
}

/** Where points land, n of each. */
export interface Projection {
  /** Pixels from the left. */
  readonly x: Float32Array;
  /** Pixels from the top. */
  readonly y: Float32Array;
  /** How much nearer than the middle of the cloud a point appears: 1 in the middle, more in front. */
  readonly nearness: Float32Array;
}

/** Centred positions `[n*3]` on a square of `size` pixels: turned about y by yaw, then about x by pitch, in perspective. */
export function project(positions: Float32Array, { yaw, pitch, zoom }: Orbit, size: number): Projection {
  const count = positions.length / 3;
  const [x, y, nearness] = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
  const [sinYaw, cosYaw, sinPitch, cosPitch] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  const focal = zoom / Math.tan((FIELD * Math.PI) / 360);
  for (let point = 0; point < count; point++) {
    const [px, py, pz] = [positions[3 * point]!, positions[3 * point + 1]!, positions[3 * point + 2]!];
    const across = cosYaw * px + sinYaw * pz;
    const depth = cosYaw * pz - sinYaw * px;
    const up = cosPitch * py - sinPitch * depth;
    const away = DISTANCE - (sinPitch * py + cosPitch * depth);
    x[point] = (size / 2) * (1 + (focal * across) / away);
    y[point] = (size / 2) * (1 - (focal * up) / away);
    nearness[point] = DISTANCE / away;
  }
  return { x, y, nearness };
}

/** Points from the farthest to the nearest: the order in which they cover each other. */
export function farFirst({ nearness }: Projection): Uint32Array {
  return Uint32Array.from(nearness, (_, point) => point).sort((a, b) => nearness[a]! - nearness[b]!);
}

/** The point under a place: of those within `reach` pixels, the nearest to it, in front where two are equally near. */
export function pointAt({ x, y, nearness }: Projection, atX: number, atY: number, reach: number): number | undefined {
  let found: number | undefined;
  let least = reach;
  for (let point = 0; point < x.length; point++) {
    const far = Math.hypot(x[point]! - atX, y[point]! - atY);
    const closer =
      far < least - 0.5 || (far < least + 0.5 && found !== undefined && nearness[point]! > nearness[found]!);
    if (far <= reach && (closer || found === undefined)) {
      found = point;
      least = Math.min(least, far);
    }
  }
  return found;
}
