// The inside of a Web Worker.

import type { Env } from "onnxruntime-common";
import type { Request, Response } from "../protocol.ts";
import { type OnnxRuntime, SessionHost } from "../session-host.ts";
import type { Hello, Ready } from "./hello.ts";

/** What is used of a worker's global scope. */
interface WorkerScope {
  postMessage(message: Response | Ready, transfer: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { readonly data: Request | Hello }) => void): void;
}

declare const self: WorkerScope;

/** Answers the page. Its first message says where things are; the page ends the worker. */
export function serve(ort: OnnxRuntime & { readonly env: Env }): void {
  const host = new SessionHost(ort, (response, transfer) => self.postMessage(response, transfer));
  self.addEventListener("message", ({ data }) => {
    if (data.kind === "hello") {
      // Parallelism comes from workers, and a page needs no headers for shared memory this way.
      ort.env.wasm.numThreads = 1;
      if (data.wasm !== undefined) ort.env.wasm.wasmPaths = { wasm: data.wasm };
      self.postMessage({ kind: "ready", version: ort.env.versions.web ?? ort.env.versions.common }, []);
    } else host.receive(data);
  });
}
