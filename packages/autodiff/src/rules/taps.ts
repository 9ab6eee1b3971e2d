// The positions of a kernel, and what a window's input looks like from each of them.

import type { Emitter } from "../emitter.ts";
import { product, range } from "./sizes.ts";
import type { Window } from "./window.ts";

/** Offset of every kernel position from the window's corner, row-major, dilation included. */
export function tapOffsets({ kernel, dilations }: Window): number[][] {
  return range(0, product(kernel)).map((tap) =>
    kernel.map((size, axis) => (Math.floor(tap / product(kernel.slice(axis + 1))) % size) * dilations[axis]!),
  );
}

/** The value every window reads at `offset`; `padded` is the window's input with its margins. */
export function seenAt(g: Emitter, window: Window, padded: string, offset: readonly number[]): string {
  const { strides, output } = window;
  const ends = offset.map((start, axis) => start + strides[axis]! * (output[axis]! - 1) + 1);
  const axes = offset.map((_, axis) => axis + 2);
  return g.op("Slice", [padded, g.int64(offset), g.int64(ends), g.int64(axes), g.int64(strides)]);
}
