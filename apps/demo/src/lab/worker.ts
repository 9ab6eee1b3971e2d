// The worker: hands what the page asks to the lab.

import { StillpointError } from "@stillpoint/core";
import { type Handlers, Lab } from "./lab.ts";
import type { CallName, FromLab, LabError, ToLab } from "./protocol.ts";

const { handlers } = new Lab();
const running = new Map<number, AbortController>();
/** Calls that networks run for: asked for while the engine starts, they wait for it. */
const ON_ENGINE: ReadonlySet<CallName> = new Set(["map", "answer"]);
let starting: Promise<unknown> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<ToLab>) => {
  if ("lock" in data) void holdLock(data.id, data.lock);
  else if ("cancel" in data) running.get(data.id)?.abort();
  else void respond(data.id, data.call, data.ask);
});

async function respond<Name extends CallName>(id: number, call: Name, ask: unknown): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const handler = handlers[call];
    if (ON_ENGINE.has(call)) await starting;
    const answering = handler(ask as Parameters<Handlers[Name]>[0], {
      tell: (tell) => post({ id, tell }),
      signal: controller.signal,
    });
    // Where it fails, what waits for it says so.
    if (call === "start") starting = answering.catch(() => undefined);
    post({ id, answer: await answering });
  } catch (error) {
    post({ id, error: asError(error) });
  } finally {
    running.delete(id);
  }
}

/** A worker that ends says nothing to its page, but its locks are free then. */
async function holdLock(id: number, lock: string): Promise<void> {
  await navigator.locks.request(lock, () => {
    post({ id, held: true });
    return new Promise(() => undefined);
  });
}

function post(message: FromLab): void {
  self.postMessage(message);
}

function asError(error: unknown): LabError {
  if (error instanceof StillpointError) return { code: error.code, message: error.message };
  const reason = error instanceof Error ? error.message : String(error);
  return { code: "INTERNAL", message: `the lab: expected no failure; got: ${reason}; reload the page and tell us` };
}
