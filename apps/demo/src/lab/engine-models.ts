// Networks open on what the engine runs them on at the moment.

import { StillpointError } from "@stillpoint/core";
import type { Runtime } from "@stillpoint/onnx";
import { Answers } from "./answer.ts";
import type { Engine } from "./engine.ts";
import type { HeldNetwork } from "./held-network.ts";
import { OpenModels } from "./open-models.ts";

/** A runtime and the networks open on it. */
export class Place {
  readonly runtime: Runtime;
  readonly models: OpenModels;
  readonly answers: Answers;
  #users = 0;
  #left = false;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
    this.models = new OpenModels(runtime);
    this.answers = new Answers(runtime);
  }

  async use<Answer>(work: (place: Place) => Promise<Answer>): Promise<Answer> {
    this.#users += 1;
    try {
      return await work(this);
    } finally {
      this.#users -= 1;
      if (this.#left && this.#users === 0) await this.close();
    }
  }

  /** Closes its networks when the work under way is done. */
  leave(): void {
    this.#left = true;
    if (this.#users === 0) void this.close();
  }

  /** Closes everything of a network. */
  async forget(network: HeldNetwork): Promise<void> {
    await this.models.forget(network);
    await this.answers.forget(network);
  }

  async close(): Promise<void> {
    await this.models.close();
    await this.answers.close();
  }
}

/** What the lab computes with. Tell it when the engine changed. */
export class EngineModels {
  readonly #engine: Engine;
  #place: Place;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#place = new Place(engine.runtime);
  }

  get runtime(): Runtime {
    return this.#engine.runtime;
  }

  /** Work under way ends where it began; what comes goes to the new runtime. */
  changed(): void {
    if (this.#place.runtime === this.#engine.runtime) return;
    this.#place.leave();
    this.#place = new Place(this.#engine.runtime);
  }

  /** Does `work`; once more on the new runtime where the old one ended under it. Throws what it throws. */
  async run<Answer>(work: (place: Place) => Promise<Answer>): Promise<Answer> {
    const place = this.#place;
    try {
      return await place.use(work);
    } catch (cause) {
      const ended = cause instanceof StillpointError && cause.code === "RUNTIME";
      if (!ended || place === this.#place) throw cause;
      return this.#place.use(work);
    }
  }

  forget(network: HeldNetwork): Promise<void> {
    return this.#place.forget(network);
  }

  async close(): Promise<void> {
    await this.#place.close();
    await this.#engine.close();
  }
}
