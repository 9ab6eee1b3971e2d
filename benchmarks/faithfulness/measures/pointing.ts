// The pointing game (Zhang et al. 2018): where the highest unit of a map lies.

import type { Unit } from "@stillpoint/core";

export interface Pointing {
  /** 1 where the highest unit is foreground, 0 where it is background; border units are left out. */
  readonly foreground: number;
  /** 1 where it belongs to a named part, such as the cue. */
  readonly part: number;
}

/** NaN for samples without foreground or without background. `order` is of all units. */
export function pointingGame(units: readonly Unit[], order: Int32Array): Pointing {
  const counted = units.filter(({ region }) => region !== "border");
  const top = units[order.find((unit) => units[unit]?.region !== "border") ?? -1];
  if (top === undefined || new Set(counted.map(({ region }) => region)).size < 2)
    return { foreground: Number.NaN, part: Number.NaN };
  return { foreground: Number(top.region === "foreground"), part: Number(top.part !== undefined) };
}

/** The same of a unit by chance: shares of foreground, and of parts, among counted units. */
export function pointingByArea(units: readonly Unit[]): Pointing {
  const counted = units.filter(({ region }) => region !== "border");
  const share = (of: (unit: Unit) => boolean): number => counted.filter(of).length / counted.length;
  const foreground = share(({ region }) => region === "foreground");
  if (!(foreground > 0 && foreground < 1)) return { foreground: Number.NaN, part: Number.NaN };
  return { foreground, part: share(({ part }) => part !== undefined) };
}
