// Copies of a sample's tensors, joined along the axis where a network has its batch.

import type { Tensor } from "@stillpoint/core";

/** `tensor` (batch axis 1, in front) repeated to `batch` copies along `axis`. */
export function repeat(tensor: Tensor, batch: number, axis = 0): Tensor {
  return joinCopies(
    Array.from({ length: batch }, () => tensor),
    axis,
  );
}

/** Tensors of one shape `[1, ...]` and type, at least one, joined along `axis` of what they are without their batch. */
export function joinCopies(copies: readonly Tensor[], axis: number): Tensor {
  const { type, shape, data } = copies[0]!;
  const sample = shape.slice(1);
  const dims = [...sample.slice(0, axis), copies.length, ...sample.slice(axis)];
  const inner = sample.slice(axis).reduce((product, dim) => product * dim, 1);
  const size = data.length * copies.length;
  const all = copies.map((copy) => copy.data);
  if (data instanceof Float32Array) return { type, shape: dims, data: join(all, new Float32Array(size), inner) };
  if (data instanceof BigInt64Array) return { type, shape: dims, data: join(all, new BigInt64Array(size), inner) };
  if (data instanceof Int32Array) return { type, shape: dims, data: join(all, new Int32Array(size), inner) };
  return { type, shape: dims, data: join(all, new Uint8Array(size), inner) };
}

interface Joinable<Self> {
  readonly length: number;
  set(source: Self, offset: number): void;
  subarray(start: number, end: number): Self;
}

function join<Data extends Joinable<Data>>(copies: readonly Tensor["data"][], into: Data, inner: number): Data {
  const rows = copies.filter((copy): copy is Data & Tensor["data"] => copy.constructor === into.constructor);
  const step = inner * copies.length;
  for (const [index, copy] of rows.entries()) {
    for (let row = 0; row * inner < copy.length; row += 1) {
      into.set(copy.subarray(row * inner, (row + 1) * inner), row * step + index * inner);
    }
  }
  return into;
}

/** The copy at `index` along `axis` of float values shaped `dims`, row-major without that axis. */
export function copyAt(values: Float32Array, dims: readonly number[], axis: number, index: number): Float32Array {
  const inner = dims.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const count = dims[axis] ?? 1;
  const copy = new Float32Array(values.length / count);
  for (let row = 0; row * inner < copy.length; row += 1) {
    const start = (row * count + index) * inner;
    copy.set(values.subarray(start, start + inner), row * inner);
  }
  return copy;
}

/** A tensor of zeros (false for bool). */
export function zeros(type: Tensor["type"], shape: readonly number[]): Tensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (type === "float32") return { type, shape, data: new Float32Array(size) };
  if (type === "int64") return { type, shape, data: new BigInt64Array(size) };
  if (type === "int32") return { type, shape, data: new Int32Array(size) };
  return { type, shape, data: new Uint8Array(size) };
}
