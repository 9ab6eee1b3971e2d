// The numbers a sample's maps are drawn from, all roles on one colour scale.

import { entropyDomain } from "./colour.ts";
import { rolesOf } from "./role.ts";
import type { MapView, PictureView } from "./view.ts";

/** Raw nats, or nats beside the mean of the same map. */
export type Reference = "map-mean" | "raw";

/** The numbers that are drawn. */
export function drawnValues(map: MapView, reference: Reference): readonly (number | null)[] {
  if (reference === "raw") return map.entropies;
  const numbers = map.entropies.filter((value): value is number => value !== null);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return map.entropies.map((value) => (value === null ? null : value - mean));
}

/** One scale for every map of a sample: roles and checkpoints compare by eye. */
export function pictureDomain(picture: PictureView, reference: Reference): readonly [number, number] {
  return entropyDomain(picture.maps.flatMap((map) => [...drawnValues(map, reference)]));
}

/** The seeds that a sample has maps of, ascending; the teacher is the same for all. */
export function seedsOf({ maps }: PictureView): number[] {
  const seeds = maps.filter(({ role }) => role !== "teacher").map(({ seed }) => seed);
  return [...new Set(seeds)].sort((a, b) => a - b);
}

/** The maps of one role in order of training: of `seed`, of the lowest where it is not given or has none. */
export function mapsOf({ maps }: PictureView, role: string, seed?: number): MapView[] {
  const own = maps.filter((map) => map.role === role);
  const lowest = Math.min(...own.map((map) => map.seed));
  const shown = own.some((map) => map.seed === seed) ? seed : lowest;
  return own.filter((map) => map.seed === shown).sort((a, b) => a.step - b.step);
}

/** Every step that some map of the seed has, ascending; the teacher's are left out, it has only one moment. */
export function stepsOf(picture: PictureView, seed?: number): number[] {
  const roles = pictureRoles(picture).filter((role) => role !== "teacher");
  const steps = roles.flatMap((role) => mapsOf(picture, role, seed).map(({ step }) => step));
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** The last map of a role at or before a step; the teacher has one map for all steps. */
export function mapAt(picture: PictureView, role: string, step: number, seed?: number): MapView | undefined {
  const maps = mapsOf(picture, role, seed);
  return role === "teacher" ? maps.at(-1) : maps.findLast((map) => map.step <= step);
}

/** Where every unit lies on the scale: 0 lowest entropy, 1 highest, null where there is none. */
export function unitShares(
  map: MapView,
  reference: Reference,
  [low, high]: readonly [number, number],
): readonly (number | null)[] {
  return drawnValues(map, reference).map((value) => (value === null ? null : (value - low) / (high - low)));
}

/** The roles a picture has maps of; the teacher last, it is what the others are compared to. */
export function pictureRoles(picture: PictureView): string[] {
  const roles = rolesOf(Object.fromEntries(picture.maps.map(({ role }) => [role, true])));
  return [...roles.filter((role) => role !== "teacher"), ...roles.filter((role) => role === "teacher")];
}
