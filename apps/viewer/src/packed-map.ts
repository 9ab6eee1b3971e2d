// A map as text in a page: two characters an entropy, six units a character for its points.

import type { MapView } from "./view.ts";

/** A map as it lies in the page's data. */
export interface PackedMap {
  readonly role: string;
  readonly seed: number;
  readonly step: number;
  /** Ends of the scale of `entropies`, nats. */
  readonly low: number;
  readonly high: number;
  /** `[2n]` two digits of base 64 a unit: its place between the ends, or none. */
  readonly entropies: string;
  /** Six units a character, the first in the highest bit: 1 where the unit is a knowledge point. */
  readonly points: string;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES: ReadonlyMap<string, number> = new Map([...DIGITS].map((digit, value) => [digit, value]));
/** The last place of the scale; the number after it means that there is no entropy. */
const TOP = 64 * 64 - 2;
const BITS = 6;

/**
 * The map as text. An entropy keeps its place to a part in 8,188 of the map's range: half a hundredth of a nat for a
 * range of 40 nats. What is not finite is none.
 */
export function packedMap({ role, seed, step, entropies, points }: MapView): PackedMap {
  const finite = entropies.filter((value): value is number => value !== null && Number.isFinite(value));
  const low = finite.reduce((least, value) => Math.min(least, value), finite[0] ?? 0);
  const high = finite.reduce((most, value) => Math.max(most, value), finite[0] ?? 0);
  const ends = { low: Math.floor(low * 1000) / 1000, high: Math.ceil(high * 1000) / 1000 };
  const span = ends.high - ends.low || 1;
  const digits = entropies.map((value) => {
    const place = value === null || !Number.isFinite(value) ? TOP + 1 : Math.round((TOP * (value - ends.low)) / span);
    return `${DIGITS[Math.floor(place / 64)]}${DIGITS[place % 64]}`;
  });
  const bits = new Uint8Array(Math.ceil(entropies.length / BITS));
  for (const unit of points) bits[Math.floor(unit / BITS)]! |= 1 << (BITS - 1 - (unit % BITS));
  return {
    role,
    seed,
    step,
    ...ends,
    entropies: digits.join(""),
    points: [...bits].map((six) => DIGITS[six]).join(""),
  };
}

/** The map that was packed; characters that are none of ours stand for no entropy and no point. */
export function unpackedMap({ role, seed, step, low, high, entropies: text, points: marks }: PackedMap): MapView {
  const span = high - low || 1;
  const entropies = Array.from({ length: Math.floor(text.length / 2) }, (_, unit) => {
    const place = 64 * digitAt(text, 2 * unit, 64) + digitAt(text, 2 * unit + 1, 64);
    return place > TOP ? null : low + (place * span) / TOP;
  });
  const points = entropies.flatMap((_, unit) =>
    digitAt(marks, Math.floor(unit / BITS), 0) & (1 << (BITS - 1 - (unit % BITS))) ? [unit] : [],
  );
  return { role, seed, step, entropies, points };
}

function digitAt(text: string, at: number, otherwise: number): number {
  return VALUES.get(text[at] ?? "") ?? otherwise;
}
