// One network on the CPU and on other providers: how far their maps are apart, and the time of a pass.

import { type Layer, measureEntropy } from "@stillpoint/core";
import { checkAgreement, loadNetwork, type Network, OnnxFeatureModel, type Runtime } from "@stillpoint/onnx";
import { type Contestant, interleave, repeatSize } from "./interleave.ts";
import type { Candidate, ProvidersPlan } from "./providers-plan.ts";
import type { ProvidersSubject } from "./providers-subjects.ts";
import type { Missing, Timing } from "./result.ts";

/** How far a provider's map is from the CPU's, both with the same noise. */
export interface Apart {
  /** Largest over units, nats. */
  readonly entropy: number;
  /** Of one random vector through the Jacobian, relative. */
  readonly gradient: number;
}

/** One batch size; wall milliseconds per pass of a whole map, one worker. */
export interface ProvidersTime {
  readonly batch: number;
  readonly cpu: Timing;
  readonly others: ReadonlyMap<Candidate, Timing>;
}

export interface ProvidersRow {
  readonly network: string;
  readonly layer: string;
  readonly units: number;
  readonly features: number;
  /** Perturbed copies of a map. */
  readonly passes: number;
  readonly apart: ReadonlyMap<Candidate, Apart | Missing>;
  readonly times: readonly ProvidersTime[];
}

const MOST_MAPS = 8;
/** So that `batch` alone says how many copies are in a call. */
const batchFloats = 2 ** 30;

/** A provider that cannot run this network is not timed; its reason stands in the row. */
export async function providersRow(
  subject: ProvidersSubject,
  cpu: Runtime,
  others: ReadonlyMap<Candidate, Runtime>,
  plan: ProvidersPlan,
): Promise<ProvidersRow> {
  const network = await loadNetwork(subject.bytes, subject.units.inputs, cpu);
  const apart = new Map<Candidate, Apart | Missing>();
  const able = new Map<Candidate, Runtime>();
  for (const [name, runtime] of others) {
    try {
      apart.set(name, await compared(subject, network, runtime, cpu));
      able.set(name, runtime);
    } catch (error) {
      apart.set(name, { missing: error instanceof Error ? error.message : String(error) });
    }
  }
  const cpuMap = await BoundMap.open(subject, network, cpu);
  const maps = new Map<Candidate, BoundMap>();
  try {
    for (const [name, runtime] of able) maps.set(name, await BoundMap.open(subject, network, runtime));
    const times: ProvidersTime[] = [];
    for (const batch of plan.batches) times.push(await timed(batch, plan.rounds, cpuMap, maps));
    return {
      network: subject.id,
      layer: subject.layer,
      units: subject.units.units.length,
      features: cpuMap.featureSize,
      passes: cpuMap.passes,
      apart,
      times,
    };
  } finally {
    for (const map of [cpuMap, ...maps.values()]) await map.close();
  }
}

/** Every difference is a result here, so none is too large. */
async function compared(
  { from, layer, units, options }: ProvidersSubject,
  network: Network,
  runtime: Runtime,
  reference: Runtime,
): Promise<Apart> {
  const tolerance = { entropy: Number.POSITIVE_INFINITY, gradient: Number.POSITIVE_INFINITY };
  const check = { runtime, reference, network, from, to: layer, units, options, tolerance };
  const { entropy, gradient } = await checkAgreement(check);
  return { entropy, gradient };
}

async function timed(
  batch: number,
  rounds: number,
  cpu: BoundMap,
  others: ReadonlyMap<Candidate, BoundMap>,
): Promise<ProvidersTime> {
  const count = rounds > 1 ? await repeatSize(1, MOST_MAPS, (maps) => cpu.repeat(maps, batch)) : 1;
  const contestants = new Map<Candidate | "cpu", Contestant>();
  for (const [name, map] of [["cpu", cpu] as const, ...others]) contestants.set(name, () => map.repeat(count, batch));
  const times = await interleave(rounds, contestants);
  const own = times.get("cpu");
  if (own === undefined) throw new Error("benchmark: expected the CPU's times; got none");
  const found = new Map<Candidate, Timing>();
  for (const name of others.keys()) {
    const time = times.get(name);
    if (time !== undefined) found.set(name, time);
  }
  return { batch, cpu: own, others: found };
}

/** A network open on one runtime with its sample bound. Close it when done. */
class BoundMap {
  readonly #model: OnnxFeatureModel;
  readonly #layer: Layer;
  readonly #subject: ProvidersSubject;
  #passes = 0;

  private constructor(model: OnnxFeatureModel, layer: Layer, subject: ProvidersSubject) {
    this.#model = model;
    this.#layer = layer;
    this.#subject = subject;
  }

  static async open(subject: ProvidersSubject, network: Network, runtime: Runtime): Promise<BoundMap> {
    const { from, layer: to, units } = subject;
    const model = new OnnxFeatureModel({ id: runtime.name, network, runtime, from, to });
    return new BoundMap(model, await model.bind(units.inputs), subject);
  }

  get featureSize(): number {
    return this.#layer.featureSize;
  }

  /** Of the last map. */
  get passes(): number {
    return this.#passes;
  }

  /** `count` maps one after another; wall milliseconds per pass. */
  async repeat(count: number, batch: number): Promise<number> {
    const { units, options } = this.#subject;
    const started = performance.now();
    for (let k = 0; k < count; k += 1) {
      this.#passes = (await measureEntropy(this.#layer, units, { ...options, batch, batchFloats })).passes;
    }
    return (performance.now() - started) / (count * this.#passes);
  }

  async close(): Promise<void> {
    await this.#model.close();
  }
}
