// The WebAssembly backend of TensorFlow.js with its binaries among the site's own files.

import { env } from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";

/** Says where the binaries lie; must be called before the backend starts. */
export function prepareWasm(): void {
  // Its threads are scripts made from text, which the page's policy refuses.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const simdAddress = new URL(simd, import.meta.url).href;
  setWasmPaths({
    "tfjs-backend-wasm.wasm": new URL(plain, import.meta.url).href,
    "tfjs-backend-wasm-simd.wasm": simdAddress,
    // Never asked for, but all three must be named.
    "tfjs-backend-wasm-threaded-simd.wasm": simdAddress,
  });
}
