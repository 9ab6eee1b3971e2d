// Opens a model on the calling thread, runs it once and closes it. For tests and probes; measuring uses a runtime.

import { StillpointError, type Tensor } from "@stillpoint/core";
import type { Feeds } from "../protocol.ts";
import { fromOrt, toOrt } from "../session-host.ts";
import { loadOnnxRuntime } from "./onnxruntime.ts";

/**
 * Runs `model` on `feeds`; returns every output. Throws `StillpointError MODEL` with ONNX Runtime's message, `RUNTIME`
 * where onnxruntime-node cannot be loaded.
 */
export async function runOnce(model: Uint8Array, feeds: Feeds): Promise<Record<string, Tensor>> {
  const ort = loadOnnxRuntime();
  try {
    const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
    const outputs = await session.run(toOrt(ort, feeds));
    await session.release();
    return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromOrt(tensor)]));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError("MODEL", `ONNX Runtime cannot run the model: ${reason}`, { cause });
  }
}
