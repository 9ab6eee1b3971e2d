// The user's TensorFlow.js. Public types name only what they need of it, so that they compile where it is not installed.

import { ensure, type Tensor } from "@stillpoint/core";
import type * as tfjs from "@tensorflow/tfjs";

/** The user's TensorFlow.js: what `import * as tf` of `@tensorflow/tfjs`, `tfjs-node` or `tfjs-node-gpu` gives. */
export interface TensorFlow {
  readonly version_core: string;
  getBackend(): string;
  setBackend(name: string): Promise<boolean>;
}

/** All of it. */
export type FullTensorFlow = typeof tfjs;

/** @throws USAGE for something else than TensorFlow.js */
export function fullTensorFlow(tf: TensorFlow): FullTensorFlow {
  ensure(isTensorFlow(tf), "USAGE", () => "tf: expected TensorFlow.js; got something else; pass `import * as tf`");
  return tf;
}

export function isTensorFlow(value: unknown): value is FullTensorFlow {
  return isObject(value) && "setBackend" in value && "grad" in value && "loadLayersModel" in value;
}

/** A module's namespace has no prototype and is no instance of Object. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

const LARGEST = 2n ** 31n;

/** A tensor of TensorFlow.js with numbers of its own. int64 becomes int32; throws `RANGE` where that loses something. */
export function toTensorFlow(tf: FullTensorFlow, tensor: Tensor, name: string): tfjs.Tensor {
  const { type, data } = tensor;
  const shape = [...tensor.shape];
  if (data instanceof BigInt64Array) {
    const large = data.find((value) => value >= LARGEST || value < -LARGEST);
    ensure(large === undefined, "RANGE", () => `input ${name}: expected int64 that fit into int32; got ${large}`);
    return tf.tensor(Int32Array.from(data, Number), shape, "int32");
  }
  return tf.tensor(data.slice(), shape, type === "float32" || type === "bool" ? type : "int32");
}

/** The numbers of a float32 tensor, which is disposed. The CPU backend hands out its own memory, hence the copy. */
export async function takeFloats(tensor: tfjs.Tensor): Promise<Float32Array> {
  try {
    return Float32Array.from(await tensor.data());
  } finally {
    tensor.dispose();
  }
}
