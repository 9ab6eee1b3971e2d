// Networks cut at a layer and held open while somebody looks at them.

import type { FeatureModel, Layer } from "@stillpoint/core";
import { networkOpener, type OpenNetwork, type Runtime } from "@stillpoint/onnx";
import type { HeldSample } from "./fit.ts";
import type { HeldNetwork } from "./held-network.ts";

/** Five roles at two layers. */
const HELD_OPEN = 10;

interface OpenModel {
  readonly network: HeldNetwork;
  readonly model: Promise<FeatureModel>;
}

/** Opens models when they are first asked for and closes those not asked for the longest. */
export class OpenModels {
  readonly #runtime: Runtime;
  /** By the shapes of a sample's inputs, so that checkpoints of one training learn them once. */
  readonly #openers: Map<string, OpenNetwork> = new Map();
  /** In the order in which they were last asked for. */
  readonly #open: Map<string, OpenModel> = new Map();
  readonly #names: Map<HeldNetwork, number> = new Map();
  #named = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** The layer of a network at a sample. Throws what opening and binding throw. */
  async bind(network: HeldNetwork, { sample, from }: HeldSample, layer: string): Promise<Layer> {
    const { inputs } = sample.input;
    const shapes = Object.entries(inputs).map(([name, { shape, type }]) => [name, type, shape]);
    const key = JSON.stringify([this.#nameOf(network), from, layer, shapes]);
    const known = this.#open.get(key);
    this.#open.delete(key);
    const entry = known ?? {
      network,
      model: this.#opened(network, { from, layer, shapes: JSON.stringify([from, shapes]), inputs }),
    };
    this.#open.set(key, entry);
    await this.#closeOldest();
    try {
      return await (await entry.model).bind(inputs);
    } catch (error) {
      if (this.#open.get(key) === entry) await this.#closeAt(key);
      throw error;
    }
  }

  /** Closes everything of a network. */
  async forget(network: HeldNetwork): Promise<void> {
    for (const [key, entry] of [...this.#open]) if (entry.network === network) await this.#closeAt(key);
    this.#names.delete(network);
  }

  async close(): Promise<void> {
    for (const key of [...this.#open.keys()]) await this.#closeAt(key);
  }

  #opened(
    network: HeldNetwork,
    {
      from,
      layer,
      shapes,
      inputs,
    }: {
      readonly from: string;
      readonly layer: string;
      readonly shapes: string;
      readonly inputs: HeldSample["sample"]["input"]["inputs"];
    },
  ): Promise<FeatureModel> {
    const opener = this.#openers.get(shapes) ?? networkOpener({ runtime: this.#runtime, from, example: inputs });
    this.#openers.set(shapes, opener);
    return network.cut(from, layer, opener);
  }

  #nameOf(network: HeldNetwork): number {
    const known = this.#names.get(network);
    if (known !== undefined) return known;
    // Never one that was another's: their maps would be taken for this one's.
    this.#named += 1;
    this.#names.set(network, this.#named);
    return this.#named;
  }

  async #closeOldest(): Promise<void> {
    for (const key of [...this.#open.keys()].slice(0, -HELD_OPEN)) await this.#closeAt(key);
  }

  async #closeAt(key: string): Promise<void> {
    const entry = this.#open.get(key);
    this.#open.delete(key);
    // One that could not be opened has nothing to close.
    const model = await entry?.model.catch(() => undefined);
    await model?.close();
  }
}
