// Small tensors whose entries are known one by one: what sizes are made of.

import { ElementType } from "../model/graph.ts";

/** A small tensor. Booleans are 0 and 1; undefined is an entry that is not known, such as the batch. */
export interface Entries {
  readonly elementType: number;
  readonly dims: readonly number[];
  /** Row-major. */
  readonly values: readonly (number | undefined)[];
}

/** Sizes, pads and short tables; longer tensors are masks and weights. */
export const LONGEST = 1024;

const FLOATS: ReadonlySet<number> = new Set([
  ElementType.FLOAT,
  ElementType.FLOAT16,
  ElementType.DOUBLE,
  ElementType.BFLOAT16,
]);

export function isFloat(elementType: number): boolean {
  return FLOATS.has(elementType);
}

/** A number as the element type holds it: float32 is rounded. */
export function held(elementType: number, value: number): number {
  return elementType === ElementType.FLOAT ? Math.fround(value) : value;
}

export function count(dims: readonly number[]): number {
  return dims.reduce((total, dim) => total * dim, 1);
}

export function vector(values: readonly (number | undefined)[]): Entries {
  return { elementType: ElementType.INT64, dims: [values.length], values };
}

export function scalar(value: number | undefined): Entries {
  return { elementType: ElementType.INT64, dims: [], values: [value] };
}

/** The entries where all are known. */
export function complete(entries: Entries | undefined): readonly number[] | undefined {
  const known = entries?.values.filter((value) => value !== undefined);
  return known?.length === entries?.values.length ? known : undefined;
}

/** Row-major strides of a shape. */
export function strides(dims: readonly number[]): number[] {
  return dims.map((_, axis) => count(dims.slice(axis + 1)));
}

/** Position along each axis of the entry at `index`. */
export function position(dims: readonly number[], index: number): number[] {
  return strides(dims).map((stride, axis) => Math.floor(index / stride) % dims[axis]!);
}

/** A tensor of shape `dims` whose entry at each position is `pick`'s; undefined where it would be too long. */
export function build(
  elementType: number,
  dims: readonly number[],
  pick: (at: readonly number[]) => number | undefined,
): Entries | undefined {
  const size = count(dims);
  if (!(size <= LONGEST)) return undefined;
  return { elementType, dims, values: Array.from({ length: size }, (_, index) => pick(position(dims, index))) };
}

/** The entry at a position, counted from the last axis; axes of size 1 repeat. */
export function broadcastEntry({ dims, values }: Entries, at: readonly number[]): number | undefined {
  const lead = at.length - dims.length;
  const steps = strides(dims);
  return values[dims.reduce((index, dim, axis) => index + (dim === 1 ? 0 : at[axis + lead]! * steps[axis]!), 0)];
}

/** The shape that operands broadcast to, or undefined where they do not. */
export function broadcastDims(operands: readonly Entries[]): number[] | undefined {
  const rank = Math.max(0, ...operands.map(({ dims }) => dims.length));
  const joined = Array.from({ length: rank }, () => 1);
  for (const { dims } of operands) {
    for (const [axis, dim] of dims.entries()) {
      const at = axis + rank - dims.length;
      if (dim === 1) continue;
      if (joined[at] !== 1 && joined[at] !== dim) return undefined;
      joined[at] = dim;
    }
  }
  return joined;
}

/** An axis counted from the front. */
export function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
