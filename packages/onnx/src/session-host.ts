// The inside of a worker: sessions of ONNX Runtime and the requests to them, one after another.

import { StillpointError, type Tensor } from "@stillpoint/core";
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { type Feeds, NEXT, type Request, type Response } from "./protocol.ts";

/** What is used of onnxruntime-node or onnxruntime-web. */
export type OnnxRuntime = Pick<typeof import("onnxruntime-common"), "InferenceSession" | "Tensor">;

export type Reply = (response: Response, transfer: ArrayBuffer[]) => void;

/** ONNX Runtime's name of the folder that external data of a model in memory lies in. */
const DATA_FOLDER = "model_external_initializers_file_folder_path";

interface Open {
  readonly session: InferenceSession;
  /** Tensors fed back from one run to the next. */
  state: Record<string, Tensor>;
}

export class SessionHost {
  readonly #ort: OnnxRuntime;
  readonly #reply: Reply;
  readonly #failed: (cause: unknown) => void;
  readonly #sessions: Map<number, Open> = new Map();
  #count = 0;
  #finishing = false;
  /** One request after another, so that the time of a run holds no other's. */
  #last: Promise<void> = Promise.resolve();

  /** `failed` is called with whatever made a request fail, after it was answered. */
  constructor(ort: OnnxRuntime, reply: Reply, failed: (cause: unknown) => void = () => undefined) {
    this.#ort = ort;
    this.#reply = reply;
    this.#failed = failed;
  }

  /** Answers `request` in its turn. Resolves to true when it was the last one. */
  async receive(request: Request): Promise<boolean> {
    if (request.kind === "finish") this.#finishing = true;
    this.#last = this.#last.then(() => this.#respond(request));
    await this.#last;
    return request.kind === "finish";
  }

  async #respond(request: Request): Promise<void> {
    // Whoever closes a runtime has already refused what waits.
    if (this.#finishing && request.kind !== "finish") return;
    try {
      const response = await this.#answer(request);
      const buffers = Object.values(response.outputs ?? {}).map((tensor) => tensor.data.buffer);
      this.#reply(
        response,
        buffers.filter((buffer) => buffer instanceof ArrayBuffer),
      );
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      this.#reply({ id: request.id, ok: false, message }, []);
      this.#failed(cause);
    }
  }

  async #answer(request: Request): Promise<Response & { readonly ok: true }> {
    const { id } = request;
    switch (request.kind) {
      case "open":
        return { id, ok: true, session: await this.#open(request), milliseconds: 0 };
      case "run": {
        const started = performance.now();
        const outputs = await this.#run(request.session, request.feeds);
        return { id, ok: true, outputs, milliseconds: performance.now() - started };
      }
      case "state":
        return { id, ok: true, outputs: copies(this.#opened(request.session).state), milliseconds: 0 };
      case "close":
        await this.#opened(request.session).session.release();
        this.#sessions.delete(request.session);
        return { id, ok: true, milliseconds: 0 };
      case "finish":
        for (const { session } of this.#sessions.values()) await session.release();
        this.#sessions.clear();
        return { id, ok: true, milliseconds: 0 };
    }
  }

  async #open({ model, options, provider }: Request & { readonly kind: "open" }): Promise<number> {
    const optimised = options.optimised ?? true;
    const entries = [
      ...(options.dataFolder === undefined ? [] : [[DATA_FOLDER, options.dataFolder] as const]),
      // Weights in the order that a kernel likes are a second copy of them.
      ...(optimised ? [] : [["disable_prepacking", "1"] as const]),
    ];
    const session = await this.#ort.InferenceSession.create(model, {
      executionProviders: [provider],
      // Parallelism comes from workers: ScatterND with a reduction races across threads and gives wrong sums.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: optimised ? "all" : "disabled",
      logSeverityLevel: 3,
      ...(entries.length > 0 ? { extra: { session: Object.fromEntries(entries) } } : {}),
    });
    this.#count += 1;
    this.#sessions.set(this.#count, { session, state: { ...options.state } });
    return this.#count;
  }

  #opened(id: number): Open {
    const found = this.#sessions.get(id);
    if (found === undefined) throw new Error(`session ${id} is closed`);
    return found;
  }

  async #run(id: number, feeds: Feeds): Promise<Record<string, Tensor>> {
    const entry = this.#opened(id);
    const results = await entry.session.run(toOrt(this.#ort, { ...entry.state, ...feeds }));
    const outputs: Record<string, Tensor> = {};
    const state: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(results)) {
      if (name.endsWith(NEXT)) state[name.slice(0, -NEXT.length)] = fromOrt(tensor);
      else outputs[name] = fromOrt(tensor);
    }
    entry.state = { ...entry.state, ...state };
    return outputs;
  }
}

// The state stays in use here, so what is sent must be a copy.
function copies(state: Feeds): Feeds {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]),
  );
}

/** Tensors as ONNX Runtime takes them; their buffers are read, not copied. */
export function toOrt(ort: OnnxRuntime, feeds: Feeds): Record<string, OrtTensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { type, data, shape }]) => [name, new ort.Tensor(type, data, shape)] as const),
  );
}

/** What ONNX Runtime gave. Throws `StillpointError MODEL` for a type networks here do not have. */
export function fromOrt(tensor: OrtTensor): Tensor {
  const { type, dims, data } = tensor;
  if (type === "float32" && data instanceof Float32Array) return { type, shape: dims, data };
  if (type === "int64" && data instanceof BigInt64Array) return { type, shape: dims, data };
  if (type === "int32" && data instanceof Int32Array) return { type, shape: dims, data };
  if ((type === "uint8" || type === "bool") && data instanceof Uint8Array) return { type, shape: dims, data };
  throw new StillpointError(
    "MODEL",
    `output tensor: expected float32, int64, int32, uint8 or bool; got ${type}; choose a layer before it`,
  );
}
