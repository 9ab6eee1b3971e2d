// What networks run on in this browser.

import type { Runtime } from "@stillpoint/onnx";
import { webRuntime } from "@stillpoint/onnx/web";
import type { EngineState } from "./protocol.ts";

/** Each lane holds ONNX Runtime and its networks once more. */
const MOST_LANES = 4;

export async function chooseEngine(
  wish: "auto" | "wasm" | "webgpu",
): Promise<{ readonly runtime: Runtime; readonly state: EngineState }> {
  const lanes = Math.max(1, Math.min(MOST_LANES, navigator.hardwareConcurrency));
  const provider = wish === "webgpu" ? "webgpu" : "wasm";
  const runtime = await webRuntime({ workers: lanes, provider });
  return {
    runtime,
    state: { name: runtime.name, provider, lanes, threads: 1, isolated: crossOriginIsolated, notes: [] },
  };
}
