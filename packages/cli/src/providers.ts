// What ONNX Runtime can compute on, as the command line spells it.

import type { Provider } from "@stillpoint/onnx/node";

export const PROVIDERS = ["cpu", "cuda", "webgpu", "coreml", "dml", "wasm"] as const satisfies readonly Provider[];
