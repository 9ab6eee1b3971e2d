// A runtime over a fixed number of workers, whatever a worker is here.

import type { SessionOptions } from "./protocol.ts";
import type { Lane, Runtime, Session } from "./runtime.ts";
import { type OpenPort, WorkerClient, type WorkerClientOptions } from "./worker-client.ts";

export interface WorkerRuntimeOptions extends WorkerClientOptions {
  readonly name: string;
  /** Whether its sessions take weights from files of this machine; no unless said. */
  readonly mapsFiles?: boolean;
  /** How each worker is started, one for each lane; at least one. */
  readonly ports: readonly OpenPort[];
}

export class WorkerRuntime implements Runtime {
  readonly name: string;
  readonly #clients: readonly WorkerClient[];
  readonly #mapsFiles: boolean;

  constructor(options: WorkerRuntimeOptions) {
    this.name = options.name;
    this.#mapsFiles = options.mapsFiles ?? false;
    this.#clients = options.ports.map((open) => new WorkerClient(open, options));
  }

  get lanes(): number {
    return this.#clients.length;
  }

  /** Milliseconds spent inside ONNX Runtime, summed over workers. */
  get runMilliseconds(): number {
    return this.#clients.reduce((sum, client) => sum + client.milliseconds, 0);
  }

  lane(): Lane {
    const free = this.#clients.reduce((best, client) => (client.lanes < best.lanes ? client : best));
    return new WorkerLane(free, this.#mapsFiles);
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.finish()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

class WorkerLane implements Lane {
  readonly mapsFiles: boolean;
  readonly #client: WorkerClient;
  #returned = false;

  constructor(client: WorkerClient, mapsFiles: boolean) {
    this.#client = client;
    this.mapsFiles = mapsFiles;
    client.lanes += 1;
  }

  open(model: Uint8Array, options: SessionOptions = {}): Promise<Session> {
    return this.#client.open(model, options);
  }

  close(): void {
    if (!this.#returned) this.#client.lanes -= 1;
    this.#returned = true;
  }
}
