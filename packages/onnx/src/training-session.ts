// A training step as one graph run: loss, gradients and optimiser update, weights kept in the worker.

import type { Tensor } from "@stillpoint/core";
import { type Feeds, NEXT } from "./protocol.ts";
import type { Lane, Runtime, Session } from "./runtime.ts";

/** A model whose outputs named `<state>:next` replace its inputs named `<state>` after every run. */
export interface TrainingGraph {
  readonly bytes: Uint8Array;
  /** Initial value of every state tensor: weights, running statistics, optimiser moments. */
  readonly state: Readonly<Record<string, Tensor>>;
}

/** Name of the output that replaces the state tensor `name`. */
export function nextState(name: string): string {
  return `${name}${NEXT}`;
}

/** One training run in one worker. Close it when done. */
export class TrainingSession {
  readonly #lane: Lane;
  readonly #session: Session;

  private constructor(lane: Lane, session: Session) {
    this.#lane = lane;
    this.#session = session;
  }

  /** Throws `StillpointError RUNTIME` with ONNX Runtime's message. */
  static async open(graph: TrainingGraph, runtime: Runtime): Promise<TrainingSession> {
    const lane = runtime.lane();
    try {
      return new TrainingSession(lane, await lane.open(graph.bytes, { state: graph.state }));
    } catch (error) {
      lane.close();
      throw error;
    }
  }

  /** One update. `feeds` holds the batch and step-dependent scalars; returns every output that is not state. */
  step(feeds: Feeds): Promise<Readonly<Record<string, Tensor>>> {
    return this.#session.run(feeds);
  }

  /** Copies of weights, running statistics and moments as they are now. */
  state(): Promise<Readonly<Record<string, Tensor>>> {
    return this.#session.state();
  }

  /** Frees the session after the step under way and gives the lane back; closing again does nothing. */
  async close(): Promise<void> {
    this.#lane.close();
    await this.#session.close();
  }
}
