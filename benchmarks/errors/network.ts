// Error against passes of one network at the layers its presets analyse.

import { createHash } from "node:crypto";
import { type Benchmark, engineOf, type NetworkFamily } from "@stillpoint/bench";
import {
  type EngineDefaults,
  type EntropyMap,
  type Layer,
  type LimitOptions,
  mean,
  measureEntropy,
  type UnitInput,
} from "@stillpoint/core";
import { loadNetwork, OnnxFeatureModel, type Runtime } from "@stillpoint/onnx";
import { timing } from "../speed/result.ts";
import { passesNeeded } from "./passes-needed.ts";
import type { Plan } from "./plan.ts";
import type { LayerErrors, NetworkErrors, PassesRow, SampleError } from "./result.ts";
import { gap, optimumOf, type Truth, truthOf, unitsApart } from "./truth.ts";

/** A committed teacher with what it is measured on. */
export interface Subject {
  readonly benchmark: Benchmark;
  readonly family: NetworkFamily;
  readonly bytes: Uint8Array;
  readonly samples: readonly UnitInput[];
}

/** Once half of the samples are this near the truth, more passes are not tried. */
const NEAR = 0.02;

/** Raised when a row comes to mean something else. */
const EDITION = 2;

/** Names the network, its measurement and the plan. */
export function keyOf(benchmark: Benchmark, family: NetworkFamily, bytes: Uint8Array, plan: Plan): string {
  const asked = [plainEngine(benchmark, family), layersOf(benchmark, family), plan.counts, plan.copies, plan.target];
  const sizes = [plan.samples[benchmark.modality.id], plan.repeats];
  return createHash("sha256")
    .update(bytes)
    .update(JSON.stringify([EDITION, asked, sizes]))
    .digest("hex");
}

export async function networkErrors(subject: Subject, plan: Plan, runtime: Runtime): Promise<NetworkErrors> {
  const { benchmark, family, bytes, samples } = subject;
  const [first] = samples;
  if (first === undefined) throw new RangeError("errors: expected at least one sample; got none");
  const network = await loadNetwork(bytes, first.inputs, runtime);
  const engine = plainEngine(benchmark, family);
  const layers: LayerErrors[] = [];
  for (const name of layersOf(benchmark, family)) {
    const model = new OnnxFeatureModel({ id: name, network, runtime, from: family.from, to: name });
    try {
      const probes: Probe[] = [];
      for (const [index, input] of samples.entries()) {
        const layer = await model.bind(input.inputs);
        probes.push(await probeOf(layer, input, { ...engine, seed: 1, sample: `sample ${index}` }, plan));
      }
      layers.push(await layerErrors(name, probes, plan));
    } finally {
      await model.close();
    }
  }
  const spent = (preset: "quick" | "full"): number => engineOf(benchmark, family, preset).passes ?? 32;
  return {
    modality: benchmark.modality.id,
    dataSet: benchmark.dataSet,
    family: family.id,
    key: keyOf(benchmark, family, bytes, plan),
    date: new Date().toISOString().slice(0, 10),
    samples: samples.length,
    repeats: plan.repeats,
    spent: { quick: spent("quick"), full: spent("full") },
    smoothed: engine.smoothing !== undefined,
    target: plan.target,
    copies: plan.copies,
    layers,
  };
}

/** Without the preset's passes: those are set count by count. */
function plainEngine({ passes: _, ...benchmark }: Benchmark, family: NetworkFamily): EngineDefaults {
  return engineOf(benchmark, family, "full");
}

/** Layers of the presets that answer something, each once. */
function layersOf({ presets }: Benchmark, { id }: NetworkFamily): string[] {
  const networks = [...presets.full.networks, ...presets.quick.networks].filter(({ family }) => family === id);
  return [...new Set(networks.flatMap(({ layers }) => layers))];
}

/** One sample at one layer with its truth. */
interface Probe {
  readonly features: number;
  readonly truth: Truth;
  /** Copies behind a smoothed energy; undefined where energies are exact. */
  readonly copies: number | undefined;
  /** A map with noise of its own: its distance from the truth and what it says of it. */
  readonly map: (passes: number, seed: number) => Promise<{ readonly error: number; readonly claimed: number }>;
}

async function probeOf(layer: Layer, input: UnitInput, options: LimitOptions, plan: Plan): Promise<Probe> {
  // Nothing stops a smoothed map before its passes are spent.
  const measure = (passes: number, seed: number): Promise<EntropyMap> =>
    measureEntropy(layer, input, { smoothing: 0, ...options, passes, seed, targetError: Number.MIN_VALUE });
  const sigma0 = (await measure(8, 1)).referenceSigma ?? Number.NaN;
  const bounds = options.bounds ?? { lower: sigma0 / 10, upper: 100 * sigma0 };
  const level = options.smoothing ?? 0;
  const smoothing = typeof level === "number" ? level : level.timesSigma0 * sigma0;
  const { distortion: distortionCopies, energy: energyCopies } = plan.copies;
  const { sample } = options;
  const truth = await truthOf(layer, input, { sample, smoothing, sigma0, bounds, distortionCopies, energyCopies });
  return {
    features: layer.featureSize,
    truth,
    copies: smoothing > 0 ? energyCopies : undefined,
    map: async (passes, seed) => {
      const { entropies, standardErrors } = await measure(passes, seed);
      const found = optimumOf(entropies, bounds);
      // Of the units whose distance counts.
      const claims = unitsApart(found, truth).map((i) => standardErrors[i]! ** 2);
      return { error: gap(found, truth), claimed: claims.length === 0 ? 0 : Math.sqrt(mean(claims)) };
    },
  };
}

async function layerErrors(layer: string, probes: readonly Probe[], plan: Plan): Promise<LayerErrors> {
  const rows: PassesRow[] = [];
  for (const passes of plan.counts) {
    const row = await passesRow(passes, probes, plan.repeats);
    rows.push(row);
    if (row.error < NEAR) break;
  }
  const copies = probes[0]?.copies;
  return {
    layer,
    features: probes[0]?.features ?? Number.NaN,
    units: mean(probes.map(({ truth }) => truth.bound.length)),
    atBound: mean(probes.map(({ truth }) => mean([...truth.bound].map(Math.abs)))),
    ...(copies === undefined ? {} : { truthCopies: copies }),
    truthError: timing(probes.map(({ truth }) => truth.error)).median,
    rows,
    needed: passesNeeded(rows, plan.target),
  };
}

async function passesRow(passes: number, probes: readonly Probe[], repeats: number): Promise<PassesRow> {
  const perSample: SampleError[] = [];
  for (const { truth, map } of probes) {
    const maps: { readonly error: number; readonly claimed: number }[] = [];
    for (let seed = 1; seed <= repeats; seed += 1) maps.push(await map(passes, seed));
    const square = mean(maps.map(({ error }) => error ** 2)) - truth.error ** 2;
    const claimed = Math.sqrt(mean(maps.map((one) => one.claimed ** 2)));
    perSample.push({ error: Math.sqrt(Math.max(0, square)), claimed });
  }
  const median = (of: (one: SampleError) => number): number => timing(perSample.map(of)).median;
  return { passes, error: median(({ error }) => error), claimed: median(({ claimed }) => claimed), perSample };
}
