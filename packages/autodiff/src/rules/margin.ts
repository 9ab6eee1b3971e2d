// Margins around the values of a tensor.

import type { Emitter } from "../emitter.ts";
import { range } from "./sizes.ts";

/** Positions added before and after the values of an axis; a negative number removes values. */
export interface Margin {
  readonly before: number;
  readonly after: number;
}

/**
 * Pads `value` of the given rank along the axes in `margins` with `filler`, zero unless given; returns `value` itself
 * where there is nothing to do.
 */
export function padAxes(
  g: Emitter,
  value: string,
  rank: number,
  margins: ReadonlyMap<number, Margin>,
  filler?: number,
): string {
  const axes = range(0, rank).map((axis) => margins.get(axis) ?? { before: 0, after: 0 });
  if (axes.every(({ before, after }) => before === 0 && after === 0)) return value;
  const pads = g.int64([...axes.map((axis) => axis.before), ...axes.map((axis) => axis.after)]);
  return g.op("Pad", filler === undefined ? [value, pads] : [value, pads, g.float32(filler)]);
}
