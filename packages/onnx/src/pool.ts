// Worker threads that each hold ONNX Runtime sessions; parallelism comes from here, not from inside a session.

import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { StillpointError, type Tensor } from "@stillpoint/core";
import type { Feeds, Request, Response, SessionOptions } from "./protocol.ts";

/** A request before the pool gives it a number. */
type Unnumbered = Request extends infer R ? (R extends Request ? Omit<R, "id"> : never) : never;

interface Waiting {
  resolve(response: Response & { ok: true }): void;
  reject(error: StillpointError): void;
}

/** One ONNX Runtime session in one worker. */
export class RemoteSession {
  readonly #member: Member;
  readonly #session: number;
  #closed = false;

  constructor(member: Member, session: number) {
    this.#member = member;
    this.#session = session;
  }

  /** Runs the model. Buffers of `feeds` are moved, not copied: they are empty afterwards. Throws `RUNTIME`. */
  async run(feeds: Feeds): Promise<Readonly<Record<string, Tensor>>> {
    const transfer = Object.values(feeds).map((tensor) => tensor.data.buffer);
    const response = await this.#member.ask({ kind: "run", session: this.#session, feeds }, transfer);
    return response.outputs ?? {};
  }

  /** Copies of the tensors that are fed back from run to run. */
  async state(): Promise<Readonly<Record<string, Tensor>>> {
    const response = await this.#member.ask({ kind: "state", session: this.#session }, []);
    return response.outputs ?? {};
  }

  /** Frees the session; safe to call twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#member.release(this.#session);
  }
}

/** A worker reserved for work that belongs together, so that parallel jobs do not meet on one thread. */
export class Lane {
  readonly #member: Member;
  #returned = false;

  constructor(member: Member) {
    this.#member = member;
    member.lanes += 1;
  }

  /**
   * Opens a session on this lane's worker. `model` is moved, not copied, where it owns its buffer: large networks would
   * not fit twice. Throws `RUNTIME` with ONNX Runtime's message.
   */
  open(model: Uint8Array, options: SessionOptions = {}): Promise<RemoteSession> {
    return this.#member.open(model, options);
  }

  /** Gives the worker back; sessions are closed by their owners. Safe to call twice. */
  close(): void {
    if (!this.#returned) this.#member.lanes -= 1;
    this.#returned = true;
  }
}

/** One worker thread with the requests it has not answered yet. */
class Member {
  /** Lanes in use, the measure of how busy this worker is. */
  lanes = 0;
  /** Time spent inside ONNX Runtime's run. */
  milliseconds = 0;
  readonly #worker: Worker;
  readonly #waiting: Map<number, Waiting> = new Map();
  #count = 0;
  #dead: StillpointError | undefined;

  constructor(file: URL) {
    this.#worker = new Worker(file);
    this.#worker.on("message", (response: Response) => this.#settle(response));
    this.#worker.on("error", (cause) => this.#die(cause));
    this.#worker.on("exit", (code) => this.#die(new Error(`exit code ${code}`)));
    // An idle pool must not keep the process alive; a pending request does, see `ask`.
    this.#worker.unref();
  }

  async open(model: Uint8Array, options: SessionOptions): Promise<RemoteSession> {
    const whole = model.byteLength === model.buffer.byteLength;
    const response = await this.ask({ kind: "open", model, options }, whole ? [model.buffer] : []);
    return new RemoteSession(this, response.session ?? 0);
  }

  ask(request: Unnumbered, transfer: readonly ArrayBufferLike[]): Promise<Response & { ok: true }> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#worker.ref();
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...request, id }, movable(transfer));
    });
  }

  release(session: number): void {
    // A dead worker has nothing left to free.
    this.ask({ kind: "close", session }, []).catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#dead ??= new StillpointError("RUNTIME", "worker: expected an open pool; got one that was closed");
    this.#worker.ref();
    await this.#worker.terminate();
  }

  #settle(response: Response): void {
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    // A late answer to a closing worker must not let the process end before its end is awaited.
    if (this.#waiting.size === 0 && this.#dead === undefined) this.#worker.unref();
    if (response.ok) {
      this.milliseconds += response.milliseconds;
      waiting?.resolve(response);
    } else waiting?.reject(new StillpointError("RUNTIME", `ONNX Runtime: ${response.message}`));
  }

  #die(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#dead ??= new StillpointError(
      "RUNTIME",
      `worker: expected an answer; got the end of its thread (${reason}); results so far are kept, run again with --resume`,
      { cause },
    );
    for (const waiting of this.#waiting.values()) waiting.reject(this.#dead);
    this.#waiting.clear();
  }
}

/** A fixed number of worker threads. Close it, or use `await using`. */
export class WorkerPool implements AsyncDisposable {
  readonly #members: readonly Member[];

  /** `size` defaults to the machine's cores. */
  constructor(size: number = availableParallelism()) {
    const file = workerFile();
    this.#members = Array.from({ length: Math.max(1, size) }, () => new Member(file));
  }

  get size(): number {
    return this.#members.length;
  }

  /** Milliseconds spent inside ONNX Runtime, summed over workers. */
  get runMilliseconds(): number {
    return this.#members.reduce((sum, member) => sum + member.milliseconds, 0);
  }

  /** Reserves the worker with the fewest lanes. */
  lane(): Lane {
    return new Lane(this.#members.reduce((best, member) => (member.lanes < best.lanes ? member : best)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.stop()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function movable(buffers: readonly ArrayBufferLike[]): ArrayBuffer[] {
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

function workerFile(): URL {
  // Beside the built file; from source (tests) in the build folder, because workers load JavaScript only.
  const candidates = [new URL("./worker.js", import.meta.url), new URL("../dist/worker.js", import.meta.url)];
  const found = candidates.find((url) => existsSync(fileURLToPath(url)));
  if (found !== undefined) return found;
  throw new StillpointError(
    "RUNTIME",
    "worker: expected dist/worker.js beside the package; got none; build the package first",
  );
}
