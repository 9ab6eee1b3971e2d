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

const OUT_OF_MEMORY = "it ended, perhaps for want of memory";

/** A lab in a worker of its own; it ends with the page, or by `close`. */
export class LabClient {
  /** Resolves where the worker ends without having been asked to. */
  readonly ended: Promise<StillpointError>;
  readonly #worker: Worker;
  readonly #waiting: Map<number, Waiting> = new Map();
  readonly #lock: string = `lab ${performance.timeOrigin} ${Math.random()}`;
  readonly #closing: AbortController = new AbortController();
  #end: (error: StillpointError) => void = () => undefined;
  #failure: StillpointError | undefined;
  #count = 0;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#worker = new Worker(new URL("../lab/worker.ts", import.meta.url), { type: "module", name: "lab" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FromLab>) => this.#receive(data));
    this.#worker.addEventListener("error", ({ message }) => this.#die(message || OUT_OF_MEMORY));
    this.#worker.addEventListener("messageerror", () => this.#fail("a message that cannot be read"));
    // Pages that are not served safely have no locks.
    if ("locks" in navigator) this.#post({ id: 0, lock: this.#lock });
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
      if (this.#failure !== undefined) return reject(this.#failure);
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
    this.#closing.abort();
    this.#worker.terminate();
    this.#fail("it was closed");
  }

  #post(message: ToLab): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromLab): void {
    if ("held" in message) return void this.#outlive();
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if ("error" in message) {
      const { code, message: text } = message.error;
      waiting.fail(new StillpointError(code === "INTERNAL" ? "RUNTIME" : code, text));
    } else if ("answer" in message) waiting.answer(message.answer);
    else waiting.tell(message.tell);
  }

  /** The lab's lock is free once it is gone. */
  async #outlive(): Promise<void> {
    const { signal } = this.#closing;
    await navigator.locks.request(this.#lock, { signal }, () => this.#die(OUT_OF_MEMORY)).catch(() => undefined);
  }

  #die(reason: string): void {
    this.#end(this.#fail(reason));
  }

  #fail(reason: string): StillpointError {
    const error = new StillpointError(
      "RUNTIME",
      `lab: expected a worker that runs; got: ${reason}; start it again or reload the page`,
    );
    this.#failure ??= error;
    for (const waiting of [...this.#waiting.values()]) waiting.fail(error);
    return error;
  }
}
