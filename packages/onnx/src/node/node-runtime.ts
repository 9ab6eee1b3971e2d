// ONNX Runtime in threads of Node.

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { ensure, StillpointError } from "@stillpoint/core";
import type { Runtime } from "../runtime.ts";
import { WorkerRuntime } from "../worker-runtime.ts";
import { type EnginePackage, hasLibrary, INSTALL, installedVersion } from "./onnxruntime.ts";
import { providers } from "./providers.ts";
import { openThread } from "./thread.ts";

/**
 * What executes the graphs: ONNX Runtime's providers, or `wasm`, onnxruntime-web in the same threads, for machines that
 * onnxruntime-node has no binary for.
 */
export type Provider = "cpu" | "cuda" | "webgpu" | "coreml" | "dml" | "wasm";

export interface NodeRuntimeOptions {
  /** Threads, one lane each; default the machine's cores. */
  readonly workers?: number;
  /** Default `cpu`, or `wasm` where only onnxruntime-web is installed. */
  readonly provider?: Provider;
}

/** A runtime that also tells where its time went. */
export interface NodeRuntime extends Runtime {
  /** Milliseconds spent inside ONNX Runtime, summed over threads. */
  readonly runMilliseconds: number;
}

/**
 * Threads that run ONNX graphs; none is started before everything needed is found.
 *
 * @throws StillpointError RUNTIME for a provider that is not installed, with what is there and the remedy; RANGE for less
 * than one worker.
 */
export function nodeRuntime(options: NodeRuntimeOptions = {}): NodeRuntime {
  const { workers = availableParallelism() } = options;
  ensure(
    Number.isInteger(workers) && workers >= 1,
    "RANGE",
    () => `workers: expected an integer >= 1; got ${workers}; leave it out for one on each core`,
  );
  const provider = options.provider ?? defaultProvider();
  const engine = provider === "wasm" ? "onnxruntime-web" : "onnxruntime-node";
  const version = installedVersion(engine);
  if (version === undefined) throw notInstalled(engine);
  if (provider !== "wasm") checkInstalled(provider);
  const file = workerFile(provider === "wasm" ? "wasm-worker" : "worker");
  return new WorkerRuntime({
    name: `${engine} ${version}, ${provider}`,
    provider,
    mapsFiles: provider === "cpu",
    ports: Array.from({ length: workers }, () => openThread(file)),
  });
}

function defaultProvider(): Provider {
  const hasOnlyWeb = installedVersion("onnxruntime-node") === undefined && installedVersion("onnxruntime-web");
  return hasOnlyWeb ? "wasm" : "cpu";
}

function notInstalled(engine: EnginePackage): StillpointError {
  const remedy = engine === "onnxruntime-node" ? INSTALL : "run `npm install onnxruntime-web@1.30.0`";
  return new StillpointError("RUNTIME", `${engine}: expected an installed one; got none; ${remedy}`);
}

/** What makes a provider available, where it is not part of the package. */
const REMEDY: Readonly<Record<Exclude<Provider, "cpu" | "wasm">, string>> = {
  cuda: "CUDA comes with onnxruntime-node's own install script on Linux x64: run it where NuGet can be reached",
  webgpu: "WebGPU is part of onnxruntime-node for Linux x64, Windows and macOS arm64",
  coreml: "CoreML is part of onnxruntime-node for macOS",
  dml: "DirectML is part of onnxruntime-node for Windows",
};

function checkInstalled(provider: Exclude<Provider, "wasm">): void {
  // The CPU is always there; asking would load the library into this thread.
  if (provider === "cpu") return;
  const found = providers();
  const usable = found.filter(({ name, bundled }) => bundled || hasLibrary(name));
  ensure(
    usable.some(({ name }) => name === provider),
    "RUNTIME",
    () =>
      `provider ${provider}: expected one that is installed; got ${usable.map(({ name }) => name).join(", ")}; ${REMEDY[provider]}`,
  );
}

function workerFile(name: "worker" | "wasm-worker"): URL {
  // Beside the built file; from source (tests) in the build folder, because workers load JavaScript only.
  const candidates = [new URL(`./${name}.js`, import.meta.url), new URL(`../../dist/node/${name}.js`, import.meta.url)];
  const found = candidates.find((url) => existsSync(fileURLToPath(url)));
  if (found !== undefined) return found;
  throw new StillpointError(
    "RUNTIME",
    `worker: expected ${name}.js in the package's dist/node; got none; build the package first`,
  );
}
