// What one training step is fed: samples, or features of an inner layer, with labels and teacher values.

import { ensure, type Tensor } from "@stillpoint/core";

/** Tensors by the name of the network's input; axis 0 counts samples and is the same for all. */
export type SampleInputs = Readonly<Record<string, Tensor>>;

/** One batch of b samples. */
export interface Batch {
  /** Axis 0 is b. Inputs of the network, or features under the layer's name when training starts at an inner layer. */
  readonly inputs: SampleInputs;
  /** `[b·k]` class numbers, k of each sample: 1 for a class, 2 for start and end of a span. */
  readonly labels?: Int32Array;
  /** `[b·m]` teacher features or logits. */
  readonly targets?: Float32Array;
}

/** A fixed set of s samples. */
export interface LabelledSamples {
  /** Axis 0 is s; already normalised. */
  readonly inputs: SampleInputs;
  /** `[s·k]` class numbers from 0. */
  readonly labels: Int32Array;
  /** `[s·m]` teacher features or logits of the same samples, in the same order. */
  readonly targets?: Float32Array;
}

/** Batch of update k = 0, 1, ...; must depend on k alone. Its arrays are emptied by the step. */
export type BatchSource = (update: number) => Batch | Promise<Batch>;

/** s. Throws `StillpointError SHAPE` when inputs, labels and targets are not of the same number of samples. */
export function sampleCount(data: LabelledSamples): number {
  const count = inputCount(data.inputs);
  for (const [name, values] of [
    ["labels", data.labels],
    ["targets", data.targets],
  ] as const) {
    if (values === undefined) continue;
    ensure(
      values.length > 0 && values.length % count === 0,
      "SHAPE",
      () => `${name}: expected a whole number for each of ${count} samples; got ${values.length}`,
    );
  }
  return count;
}

/** Size of axis 0 of all inputs. Throws `StillpointError SHAPE` when they differ or hold other numbers of values. */
export function inputCount(inputs: SampleInputs): number {
  const count = Object.values(inputs)[0]?.shape[0] ?? 0;
  ensure(count > 0, "SHAPE", () => "inputs: expected at least one input with at least one sample; got none");
  for (const [name, { shape, data }] of Object.entries(inputs)) {
    ensure(
      shape[0] === count && shape.reduce((product, dim) => product * dim, 1) === data.length,
      "SHAPE",
      () => `input ${name}: expected ${count} samples in ${shape.join("x")} values; got ${data.length} values`,
    );
  }
  return count;
}

/** Samples `chosen` `[b]` of a set. */
export function takeBatch(data: LabelledSamples, chosen: readonly number[]): Batch {
  const count = inputCount(data.inputs);
  const labels = rowsInto(data.labels, count, chosen, (size) => new Int32Array(size));
  const batch = { inputs: takeInputs(data.inputs, chosen), labels };
  if (data.targets === undefined) return batch;
  return { ...batch, targets: rowsInto(data.targets, count, chosen, (size) => new Float32Array(size)) };
}

/** Samples `chosen` `[b]` of every input, copied. */
export function takeInputs(inputs: SampleInputs, chosen: readonly number[]): SampleInputs {
  return Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, takeRows(tensor, chosen)]));
}

/** Rows `chosen` `[b]` of `tensor` `[s, ...]`, copied: `[b, ...]`. */
export function takeRows(tensor: Tensor, chosen: readonly number[]): Tensor {
  const { type, data } = tensor;
  const shape = [chosen.length, ...tensor.shape.slice(1)];
  const count = tensor.shape[0]!;
  if (data instanceof Float32Array)
    return { type, shape, data: rowsInto(data, count, chosen, (size) => new Float32Array(size)) };
  if (data instanceof BigInt64Array)
    return { type, shape, data: rowsInto(data, count, chosen, (size) => new BigInt64Array(size)) };
  if (data instanceof Int32Array)
    return { type, shape, data: rowsInto(data, count, chosen, (size) => new Int32Array(size)) };
  return { type, shape, data: rowsInto(data, count, chosen, (size) => new Uint8Array(size)) };
}

interface Rows<Self> {
  readonly length: number;
  subarray(start: number, end: number): Self;
  set(source: Self, offset: number): void;
}

function rowsInto<Data extends Rows<Data>>(
  values: Data,
  count: number,
  chosen: readonly number[],
  create: (size: number) => Data,
): Data {
  const size = values.length / count;
  const rows = create(chosen.length * size);
  chosen.forEach((sample, row) => {
    rows.set(values.subarray(sample * size, (sample + 1) * size), row * size);
  });
  return rows;
}

/** Labels `[n]` as class probabilities `[n, classes]`. Throws `StillpointError RANGE` for a label outside. */
export function oneHot(labels: Int32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    ensure(
      label >= 0 && label < classes,
      "RANGE",
      () => `label: expected a class from 0 to ${classes - 1}; got ${label}; choose a network with more classes`,
    );
    probabilities[row * classes + label] = 1;
  });
  return probabilities;
}
