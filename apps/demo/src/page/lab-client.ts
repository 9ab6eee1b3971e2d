// The page's side of the lab: calls as promises, long ones telling how far they are.

import { StillpointError } from "@stillpoint/core";
import type { CallName, Calls, FromLab, ToLab } from "../lab/protocol.ts";

export interface CallOptions<Name extends CallName> {
  readonly tell?: (news: Calls[Name]["tell"]) => void;
  readonly signal?: AbortSignal;
}

interface Waiting {
  tell(news: unknown): void;
  answer(value: unknown): void;
  fail(error: Error): void;
}

/** A lab in a worker of its own; it ends with the page, or by `close`. */
export class LabClient {
  readonly #worker: Worker;
  readonly #waiting: Map<number, Waiting> = new Map();
  #count = 0;

  constructor() {
    this.#worker = new Worker(new URL("../lab/worker.ts", import.meta.url), { type: "module", name: "lab" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromLab>) => this.#receive(data));
    this.#worker.addEventListener("error", ({ message }) =>
      this.#fail(message || "it ended, perhaps for want of memory"),
    );
    this.#worker.addEventListener("messageerror", () => this.#fail("a message that cannot be read"));
  }

  /** Rejects with `StillpointError`; `INTERRUPTED` when `signal` ends it. */
  call<Name extends CallName>(
    name: Name,
    ask: Calls[Name]["ask"],
    { tell, signal }: CallOptions<Name> = {},
  ): Promise<Calls[Name]["answer"]> {
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#post({ id, cancel: true });
        this.#waiting.delete(id);
        reject(new StillpointError("INTERRUPTED", `${name}: expected to finish; got cancelled; ask again to go on`));
      };
      if (signal?.aborted === true) return stop();
      const done = (): void => {
        this.#waiting.delete(id);
        signal?.removeEventListener("abort", stop);
      };
      this.#waiting.set(id, {
        tell: (news) => tell?.(news as Calls[Name]["tell"]),
        answer: (value) => {
          done();
          resolve(value as Calls[Name]["answer"]);
        },
        fail: (error) => {
          done();
          reject(error);
        },
      });
      signal?.addEventListener("abort", stop, { once: true });
      this.#post({ id, call: name, ask });
    });
  }

  close(): void {
    this.#worker.terminate();
    this.#fail("it was closed");
  }

  #post(message: ToLab): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromLab): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if ("error" in message) {
      const { code, message: text } = message.error;
      waiting.fail(new StillpointError(code === "INTERNAL" ? "RUNTIME" : code, text));
    } else if ("answer" in message) waiting.answer(message.answer);
    else waiting.tell(message.tell);
  }

  #fail(reason: string): void {
    for (const waiting of [...this.#waiting.values()])
      waiting.fail(new StillpointError("RUNTIME", `lab: expected a worker that runs; got: ${reason}; reload the page`));
  }
}
