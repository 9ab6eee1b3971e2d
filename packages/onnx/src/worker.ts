// Runs ONNX Runtime off the main thread: its `run` blocks whatever thread it is called on.

import { parentPort } from "node:worker_threads";
import type { Tensor } from "@stillpoint/core";
import { InferenceSession } from "onnxruntime-node";
import { type Feeds, NEXT, type Request, type Response, type SessionOptions } from "./protocol.ts";
import { fromOrt, toOrt } from "./run-once.ts";

interface Open {
  readonly session: InferenceSession;
  /** Tensors fed back from one run to the next. */
  state: Record<string, Tensor>;
}

const sessions = new Map<number, Open>();
let count = 0;

async function open(model: Uint8Array, options: SessionOptions): Promise<number> {
  const session = await InferenceSession.create(model, {
    // Parallelism comes from workers: ScatterND with a reduction races across threads and gives wrong sums.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  });
  count += 1;
  sessions.set(count, { session, state: { ...options.state } });
  return count;
}

function opened(id: number): Open {
  const found = sessions.get(id);
  if (found === undefined) throw new Error(`session ${id} is closed`);
  return found;
}

async function run(id: number, feeds: Feeds): Promise<Record<string, Tensor>> {
  const entry = opened(id);
  const inputs = Object.entries({ ...entry.state, ...feeds }).map(([name, tensor]) => [name, toOrt(tensor)] as const);
  const results = await entry.session.run(Object.fromEntries(inputs));
  const outputs: Record<string, Tensor> = {};
  const state: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(results)) {
    if (name.endsWith(NEXT)) state[name.slice(0, -NEXT.length)] = fromOrt(tensor);
    else outputs[name] = fromOrt(tensor);
  }
  entry.state = { ...entry.state, ...state };
  return outputs;
}

async function answer(request: Request): Promise<Response> {
  const { id } = request;
  const started = performance.now();
  if (request.kind === "open")
    return { id, ok: true, session: await open(request.model, request.options), milliseconds: 0 };
  if (request.kind === "run") {
    const outputs = await run(request.session, request.feeds);
    return { id, ok: true, outputs, milliseconds: performance.now() - started };
  }
  if (request.kind === "state")
    return { id, ok: true, outputs: copies(opened(request.session).state), milliseconds: 0 };
  await opened(request.session).session.release();
  sessions.delete(request.session);
  return { id, ok: true, milliseconds: 0 };
}

// The state stays in use here, so what is sent must be a copy.
function copies(state: Feeds): Feeds {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]),
  );
}

const port = parentPort;
// One request after another, so that the time of a run holds no other's.
let last: Promise<void> = Promise.resolve();
port?.on("message", (request: Request) => {
  last = last.then(() => respond(request));
});

async function respond(request: Request): Promise<void> {
  try {
    const response = await answer(request);
    const transfer = response.ok ? Object.values(response.outputs ?? {}).map((tensor) => tensor.data.buffer) : [];
    port?.postMessage(
      response,
      transfer.filter((buffer) => buffer instanceof ArrayBuffer),
    );
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    port?.postMessage({ id: request.id, ok: false, message } satisfies Response);
  }
}
