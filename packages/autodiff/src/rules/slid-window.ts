// A window slid over a tensor again, to unfold it or to undo a transposed convolution.

import type { RuleContext } from "../rule.ts";
import { padAxes } from "./margin.ts";
import type { Window } from "./window.ts";

/** Conv of `value` (the tensor windows slide over) with `kernel`: exactly one position per window. */
export function slidWindow({ g }: RuleContext, window: Window, value: string, kernel: string, group: number): string {
  const { strides, dilations, before, after } = window;
  // A tail of a whole stride would be read as one more window.
  const tails = after.map((overhang, axis) => (-overhang >= strides[axis]! ? overhang : 0));
  const margins = tails.map((tail, axis) => [axis + 2, { before: 0, after: tail }] as const);
  const cropped = padAxes(g, value, tails.length + 2, new Map(margins));
  const pads = [...before, ...after.map((overhang) => Math.max(0, overhang))];
  return g.op("Conv", [cropped, kernel], { strides, dilations, group, pads });
}
