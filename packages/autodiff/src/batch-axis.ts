// Which axis of a tensor holds the copies of a sample.

import { StillpointError } from "@stillpoint/core";
import type { Emitter } from "./emitter.ts";
import type { Dim } from "./model/graph.ts";
import { range } from "./rules/sizes.ts";
import { mergesBatch, sizesAt } from "./shapes.ts";

/** The batch of a network that was exported for one batch size. */
export interface FixedBatch {
  readonly size: number;
  /** The axis of the batch in the network's inputs, where it is looked for first in others. */
  readonly axis: number;
  /** Its axis in tensors that have it elsewhere although they have that size there or before; none unless given. */
  readonly axes?: ReadonlyMap<string, number>;
}

/** A tensor with the batch in its place. */
export interface BatchedTensor {
  readonly dims: readonly Dim[];
  /** Axis of the batch; undefined where the whole tensor is one sample's, as a fixed batch of one allows. */
  readonly axis: number | undefined;
  /** Sizes of one sample: all axes but the batch. */
  readonly sample: readonly number[];
}

/**
 * Finds the batch in a tensor's shape: the one symbolic axis, or with a fixed batch an axis of that size, first the one
 * the inputs have it on. `subject` is what messages call the tensor. Throws `StillpointError MODEL` when there is no such axis, more than
 * one, or one that holds other axes as well.
 */
export function batchedTensor(
  tensor: { readonly name: string; readonly subject: string },
  dims: readonly Dim[] | undefined,
  fixed: FixedBatch | undefined,
): BatchedTensor {
  const { name, subject } = tensor;
  const wrong = (what: string, remedy: string): never => {
    throw new StillpointError(
      "MODEL",
      `${subject}: expected a known shape with one axis for the batch; got ${what}; ${remedy}`,
    );
  };
  const before = "choose a layer before it that keeps samples apart";
  if (dims === undefined) return wrong("no shape", "choose another layer");
  const symbolic = dims.flatMap((dim, axis) => (typeof dim === "string" ? [axis] : []));
  if (dims.some(mergesBatch)) {
    return wrong(`the batch merged with another axis (${shape(sizesAt(dims, 1))} for one sample)`, before);
  }
  if (symbolic.length > 1) return wrong(`the batch on ${symbolic.length} axes (${shape(dims)})`, before);
  const sizes = dims.map((dim) => (typeof dim === "number" ? dim : 1));
  const without = (axis: number) => sizes.filter((_, other) => other !== axis);
  const [only] = symbolic;
  if (only !== undefined) return { dims, axis: only, sample: without(only) };
  if (fixed === undefined) return wrong(`${shape(dims)} whatever the batch`, before);
  const order = [fixed.axes?.get(name) ?? fixed.axis, ...range(0, dims.length)];
  const axis = order.find((candidate) => dims[candidate] === fixed.size);
  if (axis !== undefined) return { dims, axis, sample: without(axis) };
  if (fixed.size === 1) return { dims, axis: undefined, sample: sizes };
  return sizes.some((size) => size % fixed.size === 0)
    ? wrong(`the batch of ${fixed.size} merged with another axis (${shape(dims)})`, before)
    : wrong(`${shape(dims)} for a batch of ${fixed.size}`, before);
}

/** What exporters and people call the axis of a batch, and what they call other ones. */
const BATCH = /batch|^(b|bs|bsz)$/i;
const OTHER = /seq|len|token|time|word|step|frame|point|height|width|^[hltsw]$/i;

/**
 * How little a declared axis looks like the batch: 0 where it is named so, 1 where it is symbolic, 2 where it is a
 * number, 3 where it has the name of something else.
 */
export function batchRank(dim: Dim | undefined): 0 | 1 | 2 | 3 {
  if (typeof dim !== "string") return 2;
  if (BATCH.test(dim)) return 0;
  return OTHER.test(dim) ? 3 : 1;
}

function shape(dims: readonly Dim[]): string {
  return `[${dims.join(", ")}]`;
}

/** Emits `value`, laid out as the tensor, with the batch first. */
export function batchFirst(g: Emitter, value: string, { dims, axis, sample }: BatchedTensor): string {
  if (axis === 0) return value;
  if (axis === undefined) return g.op("Reshape", [value, g.int64([1, ...sample])]);
  return g.op("Transpose", [value], { perm: [axis, ...range(0, dims.length).filter((other) => other !== axis)] });
}

/** Emits `value`, which has the batch first, laid out as the tensor. */
export function batchInPlace(g: Emitter, value: string, { dims, axis, sample }: BatchedTensor): string {
  if (axis === 0) return value;
  if (axis === undefined) return g.op("Reshape", [value, g.int64(sample)]);
  const others = range(1, dims.length);
  return g.op("Transpose", [value], { perm: [...others.slice(0, axis), 0, ...others.slice(axis)] });
}
