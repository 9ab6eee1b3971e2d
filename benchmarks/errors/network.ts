// Error against passes of one network at the layers its presets analyse.

import { createHash } from "node:crypto";
import { type EntropyOptions, type Layer, measureEntropy, quantile, type UnitInput } from "@stillpoint/core";
import type { Benchmark, EngineDefaults, NetworkFamily } from "@stillpoint/datasets";
import { loadNetwork, OnnxFeatureModel, type WorkerPool } from "@stillpoint/onnx";
import { passesNeeded } from "./passes-needed.ts";
import type { Plan } from "./plan.ts";
import type { LayerErrors, NetworkErrors, PassesRow } from "./result.ts";
import { gap, optimumOf, type Truth, truthOf } from "./truth.ts";

/** A committed teacher with what it is measured on. */
export interface Subject {
  readonly benchmark: Benchmark;
  readonly family: NetworkFamily;
  readonly bytes: Uint8Array;
  readonly samples: readonly UnitInput[];
}

/** Once a map is this near the truth, more passes are not tried. */
const NEAR = 0.02;

/** Names the network, its measurement and the plan. */
export function keyOf(benchmark: Benchmark, family: NetworkFamily, bytes: Uint8Array, plan: Plan): string {
  const asked = [engineOf(benchmark, family), layersOf(benchmark, family), plan.counts, plan.copies, plan.target];
  const sizes = [plan.samples[benchmark.modality], plan.repeats];
  return createHash("sha256")
    .update(bytes)
    .update(JSON.stringify([asked, sizes]))
    .digest("hex");
}

export async function networkErrors(subject: Subject, plan: Plan, pool: WorkerPool): Promise<NetworkErrors> {
  const { benchmark, family, bytes, samples } = subject;
  const [first] = samples;
  if (first === undefined) throw new RangeError("errors: expected at least one sample; got none");
  const network = await loadNetwork(bytes, first.inputs);
  const engine = engineOf(benchmark, family);
  const layers: LayerErrors[] = [];
  for (const name of layersOf(benchmark, family)) {
    const model = new OnnxFeatureModel({ id: name, network, pool, from: family.from, to: name });
    try {
      const measured: Measured[] = [];
      for (const [index, input] of samples.entries()) {
        const layer = await model.bind(input.inputs);
        measured.push(await ofSample(layer, input, { ...engine, seed: 1, sample: `sample ${index}` }, plan));
      }
      layers.push(summarised(name, measured, plan));
    } finally {
      model.dispose();
    }
  }
  const spent = (preset: "quick" | "full"): number =>
    family.engine?.passes ?? benchmark.passes?.[preset] ?? engine.passes ?? 32;
  return {
    modality: benchmark.modality,
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

/** As the bench command composes it; passes are set count by count. */
function engineOf({ engine }: Benchmark, family: NetworkFamily): EngineDefaults {
  return { ...engine, ...family.engine };
}

/** Layers of the presets that answer something, each once. */
function layersOf({ presets }: Benchmark, { id }: NetworkFamily): string[] {
  const networks = [...presets.full.networks, ...presets.quick.networks].filter(({ family }) => family === id);
  return [...new Set(networks.flatMap(({ layers }) => layers))];
}

interface Measured {
  readonly features: number;
  readonly truth: Truth;
  readonly copies: number | undefined;
  readonly found: readonly { readonly passes: number; readonly error: number; readonly claimed: number }[];
}

async function ofSample(layer: Layer, input: UnitInput, options: EntropyOptions, plan: Plan): Promise<Measured> {
  // Nothing stops a smoothed map before its passes are spent.
  const map = (passes: number, seed: number) =>
    measureEntropy(layer, input, { ...options, passes, seed, targetError: Number.MIN_VALUE });
  const sigma0 = (await map(8, 1)).referenceSigma ?? Number.NaN;
  const bounds = options.bounds ?? { lower: sigma0 / 10, upper: 100 * sigma0 };
  const level = options.smoothing ?? 0;
  const smoothing = typeof level === "number" ? level : level.timesSigma0 * sigma0;
  const { distortion, energy } = plan.copies;
  const truth = await truthOf(layer, input, {
    sample: options.sample,
    smoothing,
    sigma0,
    bounds,
    distortionCopies: distortion,
    energyCopies: energy,
  });
  const found: { readonly passes: number; readonly error: number; readonly claimed: number }[] = [];
  for (const passes of plan.counts) {
    const errors: number[] = [];
    const claims: number[] = [];
    for (let seed = 1; seed <= plan.repeats; seed += 1) {
      const { entropies, monteCarloError } = await map(passes, seed);
      errors.push(gap(optimumOf(entropies, bounds), truth));
      claims.push(monteCarloError);
    }
    const error = Math.sqrt(Math.max(0, meanSquare(errors) - truth.error ** 2));
    found.push({ passes, error, claimed: Math.sqrt(meanSquare(claims)) });
    if (error < NEAR) break;
  }
  return { features: layer.featureSize, truth, copies: smoothing > 0 ? energy : undefined, found };
}

function meanSquare(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function summarised(layer: string, measured: readonly Measured[], plan: Plan): LayerErrors {
  const share = (one: Measured): number => one.truth.bound.filter((side) => side !== 0).length / one.truth.bound.length;
  const mean = (of: (one: Measured) => number): number =>
    measured.reduce((sum, one) => sum + of(one), 0) / measured.length;
  const rows: PassesRow[] = [];
  for (const passes of plan.counts) {
    // Samples that came near enough earlier keep their last error.
    const at = measured.map(({ found }) => found.find((one) => one.passes === passes) ?? found.at(-1)!);
    if (at.every((one) => one.passes < passes)) break;
    const perSample = at.map(({ error }) => error);
    rows.push({ passes, error: median(perSample), claimed: median(at.map(({ claimed }) => claimed)), perSample });
  }
  const copies = measured[0]?.copies;
  return {
    layer,
    features: measured[0]?.features ?? 0,
    units: mean(({ truth }) => truth.bound.length),
    atBound: mean(share),
    ...(copies === undefined ? {} : { truthCopies: copies }),
    truthError: median(measured.map(({ truth }) => truth.error)),
    rows,
    needed: passesNeeded(rows, plan.target),
  };
}
