// What the installed ONNX Runtime can run on.

import { listSupportedBackends } from "onnxruntime-node";

/** Names of the execution providers, those in the package first; the others need files that are not installed. */
export function backends(): readonly { readonly name: string; readonly bundled: boolean }[] {
  return listSupportedBackends();
}
