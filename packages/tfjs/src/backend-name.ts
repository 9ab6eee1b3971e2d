/** Ways to run TensorFlow.js, by the package or backend that does it. */
export type BackendName = "tfjs-node-gpu" | "tfjs-node" | "wasm" | "cpu";
