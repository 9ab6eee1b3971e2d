// The first message each way between a page and its worker.

/** To the worker, before any request. */
export interface Hello {
  readonly kind: "hello";
  /** Address of ONNX Runtime's .wasm file, where the bundler has not placed it. */
  readonly wasm?: string;
}

/** From the worker when it is up. */
export interface Ready {
  readonly kind: "ready";
  /** Of onnxruntime-web. */
  readonly version: string;
}
