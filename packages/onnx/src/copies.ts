// Copies of a sample's tensors, joined along the axis where a network has its batch.

import { ensure, type Tensor } from "@stillpoint/core";

/** `tensor` (batch axis 1, in front) repeated to `batch` copies along `axis`. */
export function repeat(tensor: Tensor, batch: number, axis = 0): Tensor {
  return joinCopies(
    Array.from({ length: batch }, () => tensor),
    axis,
  );
}

/**
 * Tensors of one shape `[1, ...]` and type, at least one, joined along `axis` of what they are without their batch.
 * Throws `StillpointError SHAPE` for tensors that differ or hold another batch.
 */
export function joinCopies(copies: readonly Tensor[], axis: number): Tensor {
  const { type, shape } = copies[0]!;
  ensure(
    shape[0] === 1 && copies.every((copy) => copy.type === type && copy.shape.join() === shape.join()),
    "SHAPE",
    () =>
      `copies: expected tensors of one sample and one shape; got ${copies.map((copy) => copy.shape.join("x")).join(", ")}; pass samples one by one`,
  );
  const sample = shape.slice(1);
  const dims = [...sample.slice(0, axis), copies.length, ...sample.slice(axis)];
  const inner = sample.slice(axis).reduce((product, dim) => product * dim, 1);
  const all = copies.map((copy) => copy.data);
  const size = all.reduce((sum, { length }) => sum + length, 0);
  const floats = all.filter((data) => data instanceof Float32Array);
  if (floats.length > 0) return { type, shape: dims, data: join(floats, new Float32Array(size), inner) };
  const longs = all.filter((data) => data instanceof BigInt64Array);
  if (longs.length > 0) return { type, shape: dims, data: join(longs, new BigInt64Array(size), inner) };
  const ints = all.filter((data) => data instanceof Int32Array);
  if (ints.length > 0) return { type, shape: dims, data: join(ints, new Int32Array(size), inner) };
  const bytes = all.filter((data) => data instanceof Uint8Array);
  return { type, shape: dims, data: join(bytes, new Uint8Array(size), inner) };
}

interface Joinable<Self> {
  readonly length: number;
  set(source: Self, offset: number): void;
  subarray(start: number, end: number): Self;
}

function join<Data extends Joinable<Data>>(copies: readonly Data[], into: Data, inner: number): Data {
  const step = inner * copies.length;
  for (const [index, copy] of copies.entries()) {
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
