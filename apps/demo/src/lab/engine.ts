// What networks run on in this browser: WebAssembly at once, WebGPU later where it is right and faster.

import type { Runtime } from "@stillpoint/onnx";
import { webRuntime } from "@stillpoint/onnx/web";
import { spreadOver } from "./engine-spread.ts";
import { tryRuntime } from "./engine-trial.ts";
import type { EngineState } from "./protocol.ts";
import { fetchRuntime, type RuntimeFile } from "./runtime-file.ts";

export type EngineWish = "auto" | "wasm" | "webgpu";

/** What networks run on at the moment. */
export interface Engine {
  readonly runtime: Runtime;
  readonly state: EngineState;
  /** Ends everything it runs on. Never throws. */
  close(): Promise<void>;
}

/**
 * WebAssembly, up; then, unless `wasm` is wished, WebGPU is tried in the background. `auto` takes it where a graphics
 * processor gives the same map faster, `webgpu` where anything gives the same map, a software adapter too. `changed` is
 * called whenever `runtime` or `state` became another. Throws `StillpointError RUNTIME` where WebAssembly cannot run.
 */
export async function chooseEngine(wish: EngineWish, changed: (engine: Engine) => void): Promise<Engine> {
  const { lanes, threads, notes } = spreadOver(navigator.hardwareConcurrency, crossOriginIsolated);
  const file = await fetchRuntime();
  // A lane may end while the others start.
  const early: string[] = [];
  let tell = (sentence: string): void => void early.push(sentence);
  const wasm = await webRuntime({
    workers: lanes,
    threads,
    ...(file.address === undefined ? {} : { wasm: file.address }),
    died: ({ message }) => tell(message),
  }).catch((cause) => {
    file.free();
    throw cause;
  });
  const engine = new BrowserEngine(wasm, { file, threads, notes: [...notes, ...early], changed });
  tell = (sentence) => engine.note(sentence);
  // The page asks for its service worker when it hears of the engine.
  await file.handed;
  if (wish !== "wasm") void engine.tryWebgpu(wish);
  return engine;
}

class BrowserEngine implements Engine {
  readonly #wasm: Runtime;
  readonly #file: RuntimeFile;
  readonly #threads: number;
  readonly #changed: (engine: Engine) => void;
  readonly #notes: string[];
  #webgpu: Runtime | undefined;
  #closed = false;

  constructor(
    wasm: Runtime,
    {
      file,
      threads,
      notes,
      changed,
    }: {
      readonly file: RuntimeFile;
      readonly threads: number;
      readonly notes: readonly string[];
      readonly changed: (engine: Engine) => void;
    },
  ) {
    this.#wasm = wasm;
    this.#file = file;
    this.#threads = threads;
    this.#notes = [...notes];
    this.#changed = changed;
  }

  get runtime(): Runtime {
    return this.#webgpu ?? this.#wasm;
  }

  get state(): EngineState {
    return {
      name: this.runtime.name,
      provider: this.#webgpu === undefined ? "wasm" : "webgpu",
      lanes: this.runtime.lanes,
      threads: this.#webgpu === undefined ? this.#threads : 1,
      isolated: crossOriginIsolated,
      notes: [...this.#notes],
    };
  }

  note(sentence: string): void {
    if (this.#closed) return;
    this.#notes.push(sentence);
    this.#changed(this);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#wasm.close(), this.#webgpu?.close()]);
    this.#file.free();
  }

  /** Tries a graphics processor beside WebAssembly and changes over where it may. Never throws. */
  async tryWebgpu(wish: "auto" | "webgpu"): Promise<void> {
    let webgpu: Runtime | undefined;
    let lost = false;
    try {
      const none = await whyNoAdapter(wish);
      if (none !== undefined) return this.note(`WebGPU: ${none}; the processor computes`);
      webgpu = await webRuntime({
        workers: 1,
        provider: "webgpu",
        died: ({ message }) => {
          lost = true;
          if (this.#webgpu === undefined) return;
          this.#webgpu = undefined;
          this.note(`WebGPU: it ended; the processor computes from here on (${message})`);
        },
      });
      const { entropy, timeRatio } = await tryRuntime(webgpu, this.#wasm);
      const found = `${entropy.toPrecision(1)} nats apart, ${timeRatio.toPrecision(2)} times as long`;
      const slow = wish === "auto" && timeRatio >= 1;
      if (slow) this.note(`WebGPU: not faster than the processor on one map (${found}); the processor computes`);
      if (slow || lost || this.#closed) return await webgpu.close();
      this.#webgpu = webgpu;
      this.note(`WebGPU: one map as on the processor (${found}); it computes`);
    } catch (cause) {
      await webgpu?.close();
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.note(`WebGPU: not used; the processor computes (${reason})`);
    }
  }
}

/** Nothing large is fetched before an adapter is there. */
async function whyNoAdapter(wish: "auto" | "webgpu"): Promise<string | undefined> {
  if (!("gpu" in navigator)) return "this browser has none";
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) return "this browser finds no graphics processor for it";
  const software = adapter.info.isFallbackAdapter;
  return software && wish === "auto" ? "the only adapter is a program on the processor itself" : undefined;
}
