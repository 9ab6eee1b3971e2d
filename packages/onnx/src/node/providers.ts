// What the installed onnxruntime-node can run on.

import { loadOnnxRuntime } from "./onnxruntime.ts";

/**
 * Names of the execution providers, those in the package first; the others need files that are not installed. Throws
 * `StillpointError RUNTIME` where onnxruntime-node cannot be loaded.
 */
export function providers(): readonly { readonly name: string; readonly bundled: boolean }[] {
  return loadOnnxRuntime().listSupportedBackends();
}
