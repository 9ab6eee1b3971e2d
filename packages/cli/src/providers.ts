// What ONNX Runtime can compute on, as the command line spells it.

import type { Provider } from "@stillpoint/onnx/node";

export const PROVIDERS: readonly Provider[] = ["cpu", "cuda", "webgpu", "coreml", "dml", "wasm"];
