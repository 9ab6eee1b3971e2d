/// <reference lib="esnext.disposable" />
// What this package asks of whatever runs ONNX graphs: threads of Node, workers of a browser, or something of yours.

import type { Tensor } from "@stillpoint/core";
import type { Feeds, SessionOptions } from "./protocol.ts";

/** One graph, opened on one lane. */
export interface Session {
  /**
   * Runs the graph; returns every output that is not state. Buffers of `feeds` are moved, not copied: they are empty
   * afterwards. Throws `StillpointError RUNTIME` with ONNX Runtime's message, or when the runtime is closed meanwhile.
   */
  run(feeds: Feeds): Promise<Readonly<Record<string, Tensor>>>;
  /** Copies of the tensors that are fed back from run to run. Throws `RUNTIME`. */
  state(): Promise<Readonly<Record<string, Tensor>>>;
  /** Frees the graph after the runs asked for before; closing again does nothing. Never throws. */
  close(): Promise<void>;
}

/** A worker reserved for work that belongs together, so that parallel jobs do not meet on one thread. */
export interface Lane {
  /**
   * Whether sessions can take weights from files of this machine (`dataFolder`): they are mapped into memory, where they
   * need no room of their own. No unless said.
   */
  readonly mapsFiles?: boolean;
  /**
   * Opens `model`, the bytes of an ONNX file. They are moved, not copied, where they own their buffer: large networks
   * would not fit twice. Throws `StillpointError RUNTIME` with ONNX Runtime's message.
   */
  open(model: Uint8Array, options?: SessionOptions): Promise<Session>;
  /** Gives the worker back; sessions are closed by their owners. Closing again does nothing. */
  close(): void;
}

/** Workers that run ONNX graphs; parallelism comes from here, not from inside a session. Close it when done. */
export interface Runtime {
  /** For reports: `onnxruntime-node 1.30.0, cpu`. */
  readonly name: string;
  /** How many lanes run at the same time. */
  readonly lanes: number;
  /** The least busy worker. */
  lane(): Lane;
  /**
   * Refuses what is asked or waiting with `RUNTIME`, lets every worker finish the run under way, and resolves when all
   * have ended. Closing again waits for the same end.
   */
  close(): Promise<void>;
  /** `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
