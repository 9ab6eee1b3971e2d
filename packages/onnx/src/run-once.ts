// Opens a model on the calling thread, runs it once and closes it. For tests and probes; measuring uses workers.

import { StillpointError, type Tensor } from "@stillpoint/core";
import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";

/** Runs `model` on `feeds`; returns every output. Throws `StillpointError MODEL` with ONNX Runtime's message. */
export async function runOnce(
  model: Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> {
  try {
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    const inputs = Object.entries(feeds).map(([name, tensor]) => [name, toOrt(tensor)] as const);
    const outputs = await session.run(Object.fromEntries(inputs));
    await session.release();
    return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromOrt(tensor)]));
  } catch (cause) {
    throw new StillpointError("MODEL", `ONNX Runtime cannot run the model: ${message(cause)}`, { cause });
  }
}

export function toOrt(tensor: Tensor): OrtTensor {
  return new OrtTensor(tensor.type, tensor.data, tensor.shape);
}

export function fromOrt(tensor: OrtTensor): Tensor {
  const { type, dims, data } = tensor;
  if (type === "float32" && data instanceof Float32Array) return { type, shape: dims, data };
  if (type === "int64" && data instanceof BigInt64Array) return { type, shape: dims, data };
  if (type === "int32" && data instanceof Int32Array) return { type, shape: dims, data };
  if (type === "bool" && data instanceof Uint8Array) return { type, shape: dims, data };
  throw new StillpointError("MODEL", `output tensor: expected float32, int64, int32 or bool; got ${type}`);
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
