// ONNX Runtime in Web Workers.

import { ensure, StillpointError } from "@stillpoint/core";
import type { Runtime } from "../runtime.ts";
import { tinyModel } from "../tiny-model.ts";
import { WorkerRuntime } from "../worker-runtime.ts";
import type { PageWorker, StartWorker } from "./browser.ts";
import { greet, type ReadyWorker } from "./page-worker.ts";

export type WebProvider = "wasm" | "webgpu";

export interface WebRuntimeOptions {
  /** Web Workers, one lane each; default the machine's cores, shared out among lanes of several threads. */
  readonly workers?: number;
  /**
   * Threads of each worker on the CPU, default 1. More than one needs a page that is cross-origin isolated
   * (`crossOriginIsolated`). A graph that several threads get wrong runs on one of its own whatever this says.
   */
  readonly threads?: number;
  /** Default `wasm`. */
  readonly provider?: WebProvider;
  /** Address of ONNX Runtime's .wasm file; default where the bundler placed it. */
  readonly wasm?: string;
  /** Starts one worker, for bundlers that do not follow `new Worker(new URL(...))` into packages. */
  readonly start?: StartWorker;
  /** Called when a worker ended before it was closed, by a lack of memory or a lost graphics device; its lanes are gone. */
  readonly died?: (error: StillpointError) => void;
}

/** A runtime that also tells how it spreads over cores. */
export interface WebRuntime extends Runtime {
  /** Threads of each lane. */
  readonly threads: number;
}

declare const Worker: new (file: URL, options: { readonly type: "module" }) => PageWorker;
declare const WebAssembly: object;
declare const crossOriginIsolated: boolean | undefined;
declare const navigator: {
  readonly hardwareConcurrency?: number;
  readonly gpu?: { requestAdapter(): Promise<unknown> };
};

const REMEDY =
  "open another runtime; where memory was short, with fewer workers, or measure a smaller network or fewer passes at once";

/**
 * Web Workers that run ONNX graphs, all up, with ONNX Runtime loaded.
 *
 * @throws StillpointError RUNTIME when a worker or ONNX Runtime cannot be loaded, there is no WebGPU, or threads are
 * asked of a page that is not cross-origin isolated, with the remedy; RANGE for less than one worker or thread.
 */
export async function webRuntime(options: WebRuntimeOptions = {}): Promise<WebRuntime> {
  const { threads = 1, provider = "wasm" } = options;
  checkCount("threads", threads, "leave it out for one in each worker");
  const { workers = Math.max(1, Math.floor((navigator.hardwareConcurrency ?? 1) / threads)) } = options;
  checkCount("workers", workers, "leave it out for one on each core");
  if (threads > 1) checkThreads(threads, provider);
  if (provider === "webgpu") await checkAdapter();
  const start = options.start ?? START[provider];
  const hello = (count: number) =>
    ({
      kind: "hello",
      threads: count,
      provider,
      tiny: tinyModel(),
      ...(options.wasm === undefined ? {} : { wasm: options.wasm }),
    }) as const;
  const greeted = await Promise.allSettled(Array.from({ length: workers }, () => greet(start(), hello(threads))));
  const ready = greeted.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = greeted.find((one) => one.status === "rejected");
  if (failed !== undefined) throw notLoaded(ready, failed.reason);
  const single = async () => {
    const { open } = await greet(start(), hello(1)).catch((cause: unknown) => Promise.reject(notLoaded([], cause)));
    return open;
  };
  const runtime = new WorkerRuntime({
    name: `onnxruntime-web ${ready[0]?.version}, ${provider}`,
    provider,
    remedy: REMEDY,
    ports: ready.map(({ open }) => open),
    ...(threads > 1 ? { alone: single } : {}),
    ...(options.died === undefined ? {} : { died: options.died }),
  });
  return Object.assign(runtime, { threads });
}

// Written out in full, every time: bundlers find workers by this text.
const START: Readonly<Record<WebProvider, StartWorker>> = {
  wasm: () => new Worker(new URL("./wasm-worker.js", import.meta.url), { type: "module" }),
  // A kernel that waits for the graphics processor suspends WebAssembly; where it cannot, code that unwinds it costs 10 MB.
  webgpu: () =>
    "Suspending" in WebAssembly
      ? new Worker(new URL("./webgpu-jspi-worker.js", import.meta.url), { type: "module" })
      : new Worker(new URL("./webgpu-worker.js", import.meta.url), { type: "module" }),
};

function checkCount(what: string, count: number, otherwise: string): void {
  ensure(
    Number.isInteger(count) && count >= 1,
    "RANGE",
    () => `${what}: expected an integer >= 1; got ${count}; ${otherwise}`,
  );
}

// ONNX Runtime itself would fall back to one thread and warn in the console.
function checkThreads(threads: number, provider: WebProvider): void {
  ensure(
    provider === "wasm",
    "RUNTIME",
    () => `threads: expected 1 with the provider ${provider}; got ${threads}; leave it out`,
  );
  ensure(
    typeof crossOriginIsolated !== "undefined" && crossOriginIsolated,
    "RUNTIME",
    () =>
      `threads: expected 1 on a page that is not cross-origin isolated; got ${threads}; leave it out, or send the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp`,
  );
}

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
    `worker: expected a Web Worker with ONNX Runtime; got: ${reason}; serve the package's dist/web and onnxruntime-web's .wasm file beside the page, or give \`start\` and \`wasm\``,
    { cause },
  );
}
