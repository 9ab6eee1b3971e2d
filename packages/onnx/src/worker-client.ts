// One worker seen from outside: numbered requests, their answers, and its end.

import { StillpointError, type Tensor } from "@stillpoint/core";
import { type Feeds, REFUSED, type Request, type Response, type SessionOptions } from "./protocol.ts";
import { races } from "./racing.ts";
import type { Session } from "./runtime.ts";

/** Where a worker reports to. */
export interface WorkerListener {
  answered(response: Response): void;
  /** The worker ended or broke, asked or not. */
  died(cause: unknown): void;
}

/** A thread of Node or a worker of a browser. */
export interface WorkerPort {
  post(request: Request, transfer: ArrayBuffer[]): void;
  /** Whether the process has to stay alive for this worker. */
  hold(held: boolean): void;
  /** Resolves when the worker is gone; called when it has answered `finish` or died. */
  ended(): Promise<void>;
}

export type OpenPort = (listener: WorkerListener) => WorkerPort;

/** A request before it has a number. */
type Unnumbered = Request extends infer R ? (R extends Request ? Omit<R, "id"> : never) : never;

type Answer = Response & { readonly ok: true };

interface Waiting {
  resolve(response: Answer): void;
  reject(error: StillpointError): void;
}

export interface WorkerClientOptions {
  /** ONNX Runtime's name of what executes the graphs. */
  readonly provider: string;
  /**
   * For workers of several threads: starts one with a single thread, for graphs that several get wrong. It is started
   * with the first such graph.
   */
  readonly alone?: () => Promise<OpenPort>;
  /** What to do about a worker that ended; of a run of the command line unless said. */
  readonly remedy?: string;
  /** Called once when the worker, or the one of a single thread beside it, ended or broke before it was closed. */
  readonly died?: (error: StillpointError) => void;
}

const RESUME = "results so far are kept, run again with --resume";

/** One worker with the requests it has not answered yet. */
export class WorkerClient {
  /** Lanes in use, the measure of how busy this worker is. */
  lanes = 0;
  readonly #port: WorkerPort;
  readonly #options: WorkerClientOptions;
  #milliseconds = 0;
  #alone: Promise<WorkerClient> | undefined;
  #started: WorkerClient | undefined;
  readonly #waiting: Map<number, Waiting> = new Map();
  #count = 0;
  #dead: StillpointError | undefined;
  #finished: Promise<void> | undefined;

  constructor(open: OpenPort, options: WorkerClientOptions) {
    this.#options = options;
    this.#port = open({ answered: (response) => this.#settle(response), died: (cause) => this.#die(cause) });
    // An idle runtime must not keep the process alive; a pending request does, see `#send`.
    this.#port.hold(false);
  }

  /** Time spent inside ONNX Runtime's run. */
  get milliseconds(): number {
    return this.#milliseconds + (this.#started?.milliseconds ?? 0);
  }

  async open(model: Uint8Array, options: SessionOptions): Promise<Session> {
    const { alone, provider } = this.#options;
    if (alone !== undefined && this.#dead === undefined && races(model)) {
      return (await this.#single(alone)).open(model, options);
    }
    const whole = model.byteLength === model.buffer.byteLength;
    const request = { kind: "open", model, options, provider } as const;
    const { session = 0 } = await this.#ask(request, whole ? [model.buffer] : []);
    return new RemoteSession((asked, transfer) => this.#ask(asked, transfer), session);
  }

  /** Refuses everything from now on, waits for the request under way and for the worker's end. */
  finish(): Promise<void> {
    this.#finished ??= this.#finish();
    return this.#finished;
  }

  async #finish(): Promise<void> {
    const gone = this.#dead !== undefined;
    this.#refuse(
      new StillpointError("RUNTIME", "runtime: expected an open one; got one that was closed; open another"),
    );
    this.#port.hold(true);
    // One that could not be started has nothing to end.
    const alone = this.#alone?.then(
      (client) => client.finish(),
      () => undefined,
    );
    // A worker that dies meanwhile has ended as well.
    if (!gone) await this.#send({ kind: "finish" }, []).catch(() => undefined);
    await this.#port.ended();
    await alone;
  }

  /** The worker of a single thread. */
  #single(start: () => Promise<OpenPort>): Promise<WorkerClient> {
    this.#alone ??= start().then(
      (open) => {
        const { alone, ...options } = this.#options;
        this.#started = new WorkerClient(open, options);
        return this.#started;
      },
      (cause: unknown) => {
        // The next graph tries again.
        this.#alone = undefined;
        throw cause;
      },
    );
    return this.#alone;
  }

  #ask(request: Unnumbered, transfer: readonly ArrayBufferLike[]): Promise<Answer> {
    return this.#dead === undefined ? this.#send(request, transfer) : Promise.reject(this.#dead);
  }

  #send(request: Unnumbered, transfer: readonly ArrayBufferLike[]): Promise<Answer> {
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      if (this.#waiting.size === 0) this.#port.hold(true);
      this.#waiting.set(id, { resolve, reject });
      this.#port.post({ ...request, id }, movable(transfer));
    });
  }

  #settle(response: Response): void {
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    // A late answer of a closing worker must not let the process end before that worker's end is awaited.
    if (this.#waiting.size === 0 && this.#dead === undefined) this.#port.hold(false);
    if (response.ok) {
      this.#milliseconds += response.milliseconds;
      waiting?.resolve(response);
    } else waiting?.reject(refusalOf(response.message));
  }

  #die(cause: unknown): void {
    const before = this.#dead;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const error = new StillpointError(
      "RUNTIME",
      `worker: expected an answer; got the end of its thread (${reason}); ${this.#options.remedy ?? RESUME}`,
      { cause },
    );
    this.#refuse(error);
    if (before === undefined) this.#options.died?.(error);
  }

  #refuse(error: StillpointError): void {
    this.#dead ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#dead);
    this.#waiting.clear();
  }
}

/** How ONNX Runtime, WebAssembly and JavaScript say that a size is more than there is memory for, or can be. */
const NO_MEMORY =
  /bad_alloc|bad array new length|SafeIntOnOverflow|failed to allocate|allocation failed|out of memory|Memory\.grow/i;

function refusalOf(message: string): StillpointError {
  if (!NO_MEMORY.test(message)) return new StillpointError("RUNTIME", `${REFUSED}${message}`);
  const reason = message.replaceAll(/\s+/g, " ").trim().slice(-200);
  return new StillpointError(
    "RUNTIME",
    `memory: expected enough to run this network; got too little (${reason}); use fewer workers, a smaller network or smaller inputs, or close what else is open`,
  );
}

class RemoteSession implements Session {
  readonly #ask: (request: Unnumbered, transfer: readonly ArrayBufferLike[]) => Promise<Answer>;
  readonly #session: number;
  #closing: Promise<void> | undefined;

  constructor(ask: (request: Unnumbered, transfer: readonly ArrayBufferLike[]) => Promise<Answer>, session: number) {
    this.#ask = ask;
    this.#session = session;
  }

  async run(feeds: Feeds): Promise<Readonly<Record<string, Tensor>>> {
    const transfer = Object.values(feeds).map((tensor) => tensor.data.buffer);
    return (await this.#ask({ kind: "run", session: this.#session, feeds }, transfer)).outputs ?? {};
  }

  async state(): Promise<Readonly<Record<string, Tensor>>> {
    return (await this.#ask({ kind: "state", session: this.#session }, [])).outputs ?? {};
  }

  close(): Promise<void> {
    // A worker that is gone has nothing left to free.
    this.#closing ??= this.#ask({ kind: "close", session: this.#session }, []).then(
      () => undefined,
      () => undefined,
    );
    return this.#closing;
  }
}

function movable(buffers: readonly ArrayBufferLike[]): ArrayBuffer[] {
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
