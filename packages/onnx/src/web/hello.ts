// The first message each way between a page and its worker.

/** To the worker, before any request. */
export interface Hello {
  readonly kind: "hello";
  /** Address of ONNX Runtime's .wasm file, where the bundler has not placed it. */
  readonly wasm?: string;
  /** Threads of WebAssembly, those of every graph the worker opens. */
  readonly threads: number;
  /** A graph to open at once: it brings the .wasm file, and says here rather than later that it cannot be had. */
  readonly tiny: Uint8Array;
  /** ONNX Runtime's name of what executes the graphs. */
  readonly provider: string;
}

/** From the worker when it is up. */
export interface Ready {
  readonly kind: "ready";
  /** Of onnxruntime-web. */
  readonly version: string;
}

/** From the worker when it cannot come up. */
export interface Failed {
  readonly kind: "failed";
  readonly reason: string;
}
