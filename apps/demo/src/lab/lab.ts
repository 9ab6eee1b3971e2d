// The lab: networks, samples and what is measured on them. One for each page, in its worker.

import { createNoiseCache, type NoiseCache, StillpointError } from "@stillpoint/core";
import { checkLayerOf } from "./check-layer.ts";
import { chooseEngine } from "./engine.ts";
import { EngineModels } from "./engine-models.ts";
import type { FitSource, HeldSample } from "./fit.ts";
import type { HeldNetwork } from "./held-network.ts";
import { measureLive } from "./live-map.ts";
import { holdNetworks } from "./networks.ts";
import { type OpenPacks, packOpener } from "./packs.ts";
import type { CallName, Calls, EngineState } from "./protocol.ts";
import { type OpenTensorFlow, tensorFlowOpener } from "./tensorflow.ts";

/** Noise kept for the next network of the same sample. */
const NOISE_BYTES = 2 ** 26;

/** How one call is answered; `tell` and `signal` are for long ones. */
type Handler<Name extends CallName> = (
  ask: Calls[Name]["ask"],
  told: { readonly tell: (news: Calls[Name]["tell"]) => void; readonly signal: AbortSignal },
) => Promise<Calls[Name]["answer"]>;

export type Handlers = { readonly [Name in CallName]: Handler<Name> };

/** A lab without an engine; `start` brings it one. */
export class Lab {
  readonly #networks: Map<number, HeldNetwork> = new Map();
  readonly #samples: Map<number, HeldSample> = new Map();
  readonly #noise: NoiseCache = createNoiseCache(NOISE_BYTES);
  readonly #packs: OpenPacks = packOpener();
  readonly #tensorFlow: OpenTensorFlow = tensorFlowOpener();
  readonly #watchers: Set<(state: EngineState) => void> = new Set();
  #fit: FitSource | undefined;
  #engine: EngineModels | undefined;
  #count = 0;

  readonly handlers: Handlers = {
    start: async ({ provider }) => {
      const before = this.#engine;
      this.#engine = undefined;
      // First, so that there is room for the next.
      await before?.close();
      const engine = await chooseEngine(provider, ({ state }) => {
        this.#engine?.changed();
        for (const tell of this.#watchers) tell(state);
      });
      this.#engine = new EngineModels(engine);
      return engine.state;
    },
    watch: (_, { tell, signal }) =>
      new Promise((resolve) => {
        this.#watchers.add(tell);
        signal.addEventListener("abort", () => {
          this.#watchers.delete(tell);
          resolve(null);
        });
      }),
    pack: async (at) => (await this.#packs(at)).pack,
    packedNetwork: async ({ network, ...at }, { signal }) => (await this.#packs(at)).network(network, { signal }),
    packedSource: async ({ samples, ...at }, { signal }) => (await this.#packs(at)).source(samples, { signal }),
    open: async ({ files, inspect }) => {
      const opened = await holdNetworks(files, inspect ? this.#running.runtime : undefined, this.#tensorFlow);
      return opened.map((held) => {
        const key = this.#next();
        this.#networks.set(key, held);
        return { key, name: held.name, inspection: held.inspection };
      });
    },
    fit: async ({ network, source, choices }, { signal }) => {
      // Readers of every form of sample are large, and the engine comes first.
      const { sampleFitter } = await import("./fit.ts");
      this.#fit ??= sampleFitter();
      const { fitting, samples } = await this.#fit(this.#network(network), source, choices);
      // Nobody would forget samples that nobody waits for any more.
      if (signal.aborted)
        throw new StillpointError("INTERRUPTED", "fit: expected to be wanted; got cancelled; ask again to go on");
      const keyed = samples.map((sample) => {
        const key = this.#next();
        this.#samples.set(key, sample);
        return { key, ...sample.shown };
      });
      return { ...fitting, samples: keyed };
    },
    map: async ({ network, sample, layer, wish, live }, { tell, signal }) => {
      const held = this.#sample(sample);
      return this.#running.run(async ({ models }) => {
        const bound = await models.bind(this.#network(network), held, layer);
        return measureLive(bound, held, wish, { live, tell, signal, cache: this.#noise });
      });
    },
    answer: ({ network, sample }) =>
      this.#running.run(({ answers }) => answers.ask(this.#network(network), this.#sample(sample))),
    check: ({ network, sample, layer }) =>
      this.#running.run(({ runtime }) => checkLayerOf(this.#network(network), this.#sample(sample), layer, runtime)),
    report: async ({ networks, samples, ...request }, { tell, signal }) => {
      const [first, ...others] = samples.map((key) => this.#sample(key));
      if (first === undefined)
        throw new StillpointError(
          "INPUT",
          "samples: expected at least one; got none; drop a picture, a cloud or a text",
        );
      const parts = {
        networks: networks.map(({ key, role, layer }) => ({ ...this.#network(key), role, layer })),
        samples: [first, ...others] as const,
      };
      // The page of a report is large, and few ask for one.
      const { reportRun } = await import("./report-run.ts");
      return this.#running.run(({ runtime }) => reportRun(parts, request, { runtime, tell, signal }));
    },
    browse: async ({ files }) => {
      const { readRun } = await import("./read-run.ts");
      return readRun(files);
    },
    forget: async ({ networks, samples }) => {
      for (const key of networks) {
        const held = this.#networks.get(key);
        if (held !== undefined) await this.#engine?.forget(held);
        held?.close();
        this.#networks.delete(key);
      }
      for (const key of samples) this.#samples.delete(key);
      return null;
    },
  };

  #next(): number {
    this.#count += 1;
    return this.#count;
  }

  get #running(): EngineModels {
    if (this.#engine !== undefined) return this.#engine;
    throw new StillpointError("RUNTIME", "engine: expected a started one; got none; call start first");
  }

  #network(key: number): HeldNetwork {
    return held(this.#networks, key, "network");
  }

  #sample(key: number): HeldSample {
    return held(this.#samples, key, "sample");
  }
}

function held<Value>(all: ReadonlyMap<number, Value>, key: number, kind: string): Value {
  const found = all.get(key);
  if (found !== undefined) return found;
  throw new StillpointError("USAGE", `${kind} ${key}: expected one the lab holds; got one it forgot; open it again`);
}
