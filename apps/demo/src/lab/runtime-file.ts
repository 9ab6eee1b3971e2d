// ONNX Runtime's .wasm file, fetched once whatever the number of workers that open it.

import file from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { handOver } from "../offline/handed-files.ts";

export interface RuntimeFile {
  /** Where workers find it; undefined where it cannot be had, so that ONNX Runtime itself says so. */
  readonly address: string | undefined;
  /** Resolves once the service worker may take it. */
  readonly handed: Promise<void>;
  /** Frees it; workers that are up go on. */
  free(): void;
}

/** Fetches it and hands it to the service worker. Never throws. */
export async function fetchRuntime(): Promise<RuntimeFile> {
  const from = new URL(file, import.meta.url).href;
  const content = await fetched(from);
  if (content === undefined) return { address: undefined, handed: Promise.resolve(), free: () => undefined };
  const address = URL.createObjectURL(content);
  return { address, handed: handOver(from, content), free: () => URL.revokeObjectURL(address) };
}

async function fetched(from: string): Promise<Blob | undefined> {
  try {
    const answer = await fetch(from);
    // Compiled while it is read only where it says what it is.
    return answer.ok ? new Blob([await answer.arrayBuffer()], { type: "application/wasm" }) : undefined;
  } catch {
    return undefined;
  }
}
