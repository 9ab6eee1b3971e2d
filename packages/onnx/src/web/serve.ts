// The inside of a Web Worker.

import type { Env } from "onnxruntime-common";
import type { Request, Response } from "../protocol.ts";
import { type OnnxRuntime, SessionHost } from "../session-host.ts";
import type { Failed, Hello, Ready } from "./hello.ts";

/** What is used of a worker's global scope. */
interface WorkerScope {
  readonly name: string;
  postMessage(message: Response | Ready | Failed, transfer: ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: { readonly data: Request | Hello }) => void): void;
}

declare const self: WorkerScope;
declare const WebAssembly: { readonly RuntimeError: new () => Error };
declare function reportError(error: unknown): void;

/** How Emscripten names its threads. */
const THREAD = "em-pthread";

export type WebOnnxRuntime = OnnxRuntime & { readonly env: Env };

/** Answers the page. Its first message says where things are; the page ends the worker. `up` is called before the answer. */
export function serve(ort: WebOnnxRuntime, up: (ort: WebOnnxRuntime) => void = () => undefined): void {
  // Emscripten starts this very file again for each of its threads and speaks to them itself.
  if (self.name.startsWith(THREAD)) return;
  const host = new SessionHost(ort, (response, transfer) => self.postMessage(response, transfer), endIfBroken);
  self.addEventListener("message", async ({ data }) => {
    if (data.kind !== "hello") return void host.receive(data);
    try {
      await start(ort, data);
      up(ort);
      self.postMessage({ kind: "ready", version: ort.env.versions.web ?? ort.env.versions.common }, []);
    } catch (cause) {
      self.postMessage({ kind: "failed", reason: cause instanceof Error ? cause.message : String(cause) }, []);
    }
  });
}

/** After a trap nothing is known of ONNX Runtime's memory, so nothing more may be computed in it. */
function endIfBroken(cause: unknown): void {
  if (cause instanceof WebAssembly.RuntimeError) reportError(cause);
}

async function start(ort: WebOnnxRuntime, { threads, wasm, tiny, provider }: Hello): Promise<void> {
  ort.env.wasm.numThreads = threads;
  if (wasm !== undefined) ort.env.wasm.wasmPaths = { wasm };
  // Stays open: with its last session ONNX Runtime gives the graphics device back for good.
  await ort.InferenceSession.create(tiny, { executionProviders: [provider], logSeverityLevel: 3 });
}
