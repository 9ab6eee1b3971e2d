// A window slid over a tensor again, to unfold it or to undo a transposed convolution.

import type { RuleContext } from "../rule.ts";
import type { Window } from "./window.ts";

/** Conv of `value` (the tensor windows slide over) with `kernel`: one position per window. */
export function slidWindow({ g }: RuleContext, window: Window, value: string, kernel: string, group: number): string {
  const { strides, dilations, before, after } = window;
  // Values past the last window are less than a stride, which Conv drops by itself.
  const pads = [...before, ...after.map((overhang) => Math.max(0, overhang))];
  return g.op("Conv", [value, kernel], { strides, dilations, group, pads });
}
