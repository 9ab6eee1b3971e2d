// Rows of samples through one session, some at a time, laid out as the network has its batch.

import { StillpointError, type Tensor } from "@stillpoint/core";
import { type SampleInputs, takeInputs } from "@stillpoint/distill";
import { joinRows, type Session } from "@stillpoint/onnx";

/** Samples per run: enough to fill the vector units, little enough to stay in the cache. */
export const ROWS = 64;

export interface RowRun {
  /** `[s, ...]` each, s in front. */
  readonly rows: SampleInputs;
  readonly count: number;
  /** Axis of the batch by input, where it is not in front. */
  readonly axes: ReadonlyMap<string, number>;
  /** Samples that a run must have; any number where undefined. */
  readonly size: number | undefined;
  /** The output to collect. */
  readonly output: string;
  /** Where the output has its batch, 0 unless given. */
  readonly outputAxis?: number;
}

/** The values of one output for every row, `[s·m]`. Throws `StillpointError RUNTIME`, and `LAYER` for an output of no floats. */
export async function runRows(session: Session, run: RowRun): Promise<Float32Array> {
  const step = run.size ?? ROWS;
  const parts: Float32Array[] = [];
  for (let start = 0; start < run.count; start += step) {
    const here = Math.min(step, run.count - start);
    // A batch that is too short for a fixed one is filled with its last sample.
    const places = Array.from({ length: run.size ?? here }, (_, k) => start + Math.min(k, here - 1));
    const taken = Object.entries(takeInputs(run.rows, places));
    const feeds = taken.map(([name, tensor]) => [name, batchAt(tensor, run.axes.get(name) ?? 0)] as const);
    const found = (await session.run(Object.fromEntries(feeds)))[run.output];
    if (!(found?.data instanceof Float32Array)) {
      throw new StillpointError(
        "LAYER",
        `tensor ${run.output}: expected float32 values; got ${found?.type ?? "none"}; choose a tensor of floats`,
      );
    }
    const values = batchFront(found.data, found.shape, run.outputAxis ?? 0);
    parts.push(values.subarray(0, (values.length / places.length) * here));
  }
  return joinRows(parts);
}

/** `tensor` with its first axis moved to `axis`. */
function batchAt(tensor: Tensor, axis: number): Tensor {
  if (axis === 0) return tensor;
  const [count = 0, ...sample] = tensor.shape;
  const shape = [...sample.slice(0, axis), count, ...sample.slice(axis)];
  const inner = product(sample.slice(axis));
  const outer = product(sample.slice(0, axis));
  const place = (k: number) => {
    const [row, rest] = [Math.floor(k / (outer * inner)), k % (outer * inner)];
    return (Math.floor(rest / inner) * count + row) * inner + (rest % inner);
  };
  const { type, data } = tensor;
  if (data instanceof Float32Array) return { type, shape, data: scattered(data, new Float32Array(data.length), place) };
  if (data instanceof BigInt64Array)
    return { type, shape, data: scattered(data, new BigInt64Array(data.length), place) };
  if (data instanceof Int32Array) return { type, shape, data: scattered(data, new Int32Array(data.length), place) };
  return { type, shape, data: scattered(data, new Uint8Array(data.length), place) };
}

function scattered<Value, Data extends { readonly length: number; [index: number]: Value }>(
  from: Data,
  into: Data,
  place: (k: number) => number,
): Data {
  for (let k = 0; k < from.length; k++) into[place(k)] = from[k]!;
  return into;
}

/** Values of shape `dims` with axis `axis` moved to the front. */
function batchFront(values: Float32Array, dims: readonly number[], axis: number): Float32Array {
  if (axis === 0) return values;
  const [outer, count, inner] = [product(dims.slice(0, axis)), dims[axis] ?? 1, product(dims.slice(axis + 1))];
  const front = new Float32Array(values.length);
  for (let o = 0; o < outer; o++)
    for (let c = 0; c < count; c++) {
      const start = (o * count + c) * inner;
      front.set(values.subarray(start, start + inner), (c * outer + o) * inner);
    }
  return front;
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}
