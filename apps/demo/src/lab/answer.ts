// What networks answer to a sample.

import type { Outputs, Runtime } from "@stillpoint/onnx";
import type { HeldSample } from "./fit.ts";
import type { HeldNetwork } from "./held-network.ts";
import type { Answer } from "./protocol.ts";

/** Five roles, for whoever types: answers come at every key. */
const HELD_OPEN = 5;
/** Bytes; a larger network would lie in memory a second time. */
const SMALL = 2 ** 24;

interface OpenAnswer {
  readonly network: HeldNetwork;
  /** Of the inputs it was opened for. */
  readonly shapes: string;
  readonly outputs: Promise<Outputs>;
}

/** Runs whole networks, small ones kept open between samples of the same shapes. */
export class Answers {
  readonly #runtime: Runtime;
  /** In the order in which they were last asked. */
  readonly #open: OpenAnswer[] = [];

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Runs the whole network once. Throws `MODEL`, `RUNTIME`. */
  async ask(network: HeldNetwork, { sample, question }: HeldSample): Promise<Answer> {
    // As large as what fits samples, and needed no sooner.
    const { answerReader } = await import("@stillpoint/preprocess");
    const reader = answerReader(network.graph, question);
    if (typeof reader === "string") return { kind: "none", why: reader };
    const { inputs } = sample.input;
    const open = (): Promise<Outputs> => network.outputs(reader.outputs, inputs, this.#runtime);
    if (network.size > SMALL) {
      await using outputs = await open();
      return reader.read(await outputs.run(inputs));
    }
    const shapes = JSON.stringify(Object.entries(inputs).map(([name, { shape, type }]) => [name, type, shape]));
    const known = this.#open.find((entry) => entry.network === network && entry.shapes === shapes);
    const entry = known ?? { network, shapes, outputs: open() };
    this.#drop(known);
    this.#open.push(entry);
    await this.#close(this.#open.slice(0, -HELD_OPEN));
    try {
      return reader.read(await (await entry.outputs).run(inputs));
    } catch (error) {
      await this.#close([entry]);
      throw error;
    }
  }

  /** Closes everything of a network. */
  forget(network: HeldNetwork): Promise<void> {
    return this.#close(this.#open.filter((entry) => entry.network === network));
  }

  close(): Promise<void> {
    return this.#close([...this.#open]);
  }

  #drop(entry: OpenAnswer | undefined): void {
    const at = entry === undefined ? -1 : this.#open.indexOf(entry);
    if (at >= 0) this.#open.splice(at, 1);
  }

  async #close(entries: readonly OpenAnswer[]): Promise<void> {
    for (const entry of entries) {
      this.#drop(entry);
      // One that could not be opened has nothing to close.
      const outputs = await entry.outputs.catch(() => undefined);
      await outputs?.close();
    }
  }
}
