// The adjoint of sliding a kernel: each output position spreads its value over the inputs it read.

import type { RuleContext } from "../rule.ts";
import type { Window } from "./window.ts";

/** ConvTranspose of `value` (one position per window) with `kernel`, cropped or extended to the window's input size. */
export function transposedWindow(
  { g }: RuleContext,
  window: Window,
  value: string,
  kernel: string,
  group: number,
): string {
  const { strides, dilations, before, after } = window;
  return g.op("ConvTranspose", [value, kernel], {
    strides,
    dilations,
    group,
    pads: [...before, ...after.map((overhang) => Math.max(0, overhang))],
    output_padding: after.map((overhang) => Math.max(0, -overhang)),
  });
}
