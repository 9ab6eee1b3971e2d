// ONNX Runtime in Web Workers.

import { ensure, StillpointError } from "@stillpoint/core";
import type { Runtime } from "../runtime.ts";
import { WorkerRuntime } from "../worker-runtime.ts";
import type { PageWorker, StartWorker } from "./browser.ts";
import { greet, type ReadyWorker } from "./page-worker.ts";

export type WebProvider = "wasm" | "webgpu";

export interface WebRuntimeOptions {
  /** Web Workers, one lane each; default the machine's cores. */
  readonly workers?: number;
  /** Default `wasm`. */
  readonly provider?: WebProvider;
  /** Address of ONNX Runtime's .wasm file; default where the bundler placed it. */
  readonly wasm?: string;
  /** Starts one worker, for bundlers that do not follow `new Worker(new URL(...))` into packages. */
  readonly start?: StartWorker;
}

declare const Worker: new (file: URL, options: { readonly type: "module" }) => PageWorker;
declare const navigator: {
  readonly hardwareConcurrency?: number;
  readonly gpu?: { requestAdapter(): Promise<unknown> };
};

/**
 * Web Workers that run ONNX graphs, all up.
 *
 * @throws StillpointError RUNTIME when a worker cannot be loaded or there is no WebGPU, with the remedy; RANGE for less
 * than one worker.
 */
export async function webRuntime(options: WebRuntimeOptions = {}): Promise<Runtime> {
  const { workers = navigator.hardwareConcurrency ?? 1, provider = "wasm" } = options;
  ensure(
    Number.isInteger(workers) && workers >= 1,
    "RANGE",
    () => `workers: expected an integer >= 1; got ${workers}; leave it out for one on each core`,
  );
  if (provider === "webgpu") await checkAdapter();
  const start = options.start ?? START[provider];
  const hello = { kind: "hello", ...(options.wasm === undefined ? {} : { wasm: options.wasm }) } as const;
  const greeted = await Promise.allSettled(Array.from({ length: workers }, () => greet(start(), hello)));
  const ready = greeted.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = greeted.find((one) => one.status === "rejected");
  if (failed !== undefined) throw notLoaded(ready, failed.reason);
  return new WorkerRuntime({
    name: `onnxruntime-web ${ready[0]?.version}, ${provider}`,
    provider,
    ports: ready.map(({ open }) => open),
  });
}

// Written out in full, twice: bundlers find workers by this text.
const START: Readonly<Record<WebProvider, StartWorker>> = {
  wasm: () => new Worker(new URL("./wasm-worker.js", import.meta.url), { type: "module" }),
  webgpu: () => new Worker(new URL("./webgpu-worker.js", import.meta.url), { type: "module" }),
};

async function checkAdapter(): Promise<void> {
  const adapter = await navigator.gpu?.requestAdapter();
  ensure(
    adapter !== undefined && adapter !== null,
    "RUNTIME",
    () =>
      `provider webgpu: expected a graphics adapter; got ${navigator.gpu === undefined ? "a browser without WebGPU" : "none"}; use the provider wasm, or another browser`,
  );
}

function notLoaded(ready: readonly ReadyWorker[], cause: unknown): StillpointError {
  for (const { end } of ready) end();
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StillpointError(
    "RUNTIME",
    `worker: expected a Web Worker; got: ${reason}; serve the package's dist/web beside the page, or give \`start\``,
    { cause },
  );
}
