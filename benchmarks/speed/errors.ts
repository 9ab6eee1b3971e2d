// How far maps are from the truth, by layer, recipe and passes.

import { type EntropyMap, type Layer, measureEntropy, type UnitInput } from "@stillpoint/core";
import { loadNetwork, OnnxFeatureModel, type WorkerPool } from "@stillpoint/onnx";
import { adamReference } from "./adam-reference.ts";
import type { Plan } from "./plan.ts";
import type { ErrorRow } from "./result.ts";

/** A trained network with the layers and samples whose maps are compared. */
export interface ErrorSubject {
  readonly network: string;
  readonly bytes: Uint8Array;
  readonly input: string;
  readonly layers: readonly string[];
  readonly samples: readonly UnitInput[];
}

const LIMIT_PASSES = [8, 16, 32, 64, 128];
const SIGMA0 = 0.01;

interface Found {
  readonly recipe: string;
  readonly budget: number;
  readonly map: EntropyMap;
  readonly error: number;
}

/** Every layer of the subject: `limit` at several passes and against both truths, `optimum`, and where it started. */
export async function errorRows(subject: ErrorSubject, plan: Plan, pool: WorkerPool): Promise<ErrorRow[]> {
  const first = subject.samples[0];
  if (first === undefined) throw new RangeError("errors: expected at least one sample; got none");
  const network = await loadNetwork(subject.bytes, first.inputs);
  const rows: ErrorRow[] = [];
  for (const layerName of subject.layers) {
    const found: Found[] = [];
    const jobs = subject.samples.slice(0, plan.errorSamples).map(async (input, index) => {
      const model = new OnnxFeatureModel({ id: layerName, network, pool, from: subject.input, to: layerName });
      const layer = await model.bind(input.inputs);
      found.push(...(await ofSample(layer, input, `sample ${index}`, plan)));
      model.dispose();
    });
    await Promise.all(jobs);
    rows.push(...summarise(subject.network, layerName, found));
  }
  return rows;
}

async function ofSample(layer: Layer, input: UnitInput, sample: string, plan: Plan): Promise<Found[]> {
  const base = { seed: 1, sample, sigma0: SIGMA0 };
  const exact = await measureEntropy(layer, input, { ...base, seed: 2, passes: passesForExact(layer.featureSize) });
  const found: Found[] = [];
  for (const passes of LIMIT_PASSES) {
    const map = await measureEntropy(layer, input, { ...base, passes });
    found.push({ recipe: "limit", budget: passes, map, error: distance(map.entropies, exact.entropies) });
  }
  const distortion = exact.distortion / exact.nonLinearity;
  const truth = await adamReference(layer, input, {
    seed: 3,
    sigma0: SIGMA0,
    start: exact.entropies.map((entropy) => entropy - Math.log(2 * Math.PI * Math.E) / 2),
    distortion,
    passes: plan.referencePasses,
    batch: 32,
  });
  const add = (recipe: string, map: EntropyMap) =>
    found.push({ recipe, budget: 0, map, error: distance(map.entropies, truth) });
  const start = await measureEntropy(layer, input, base);
  add("`limit` against the finite-noise optimum", start);
  add("exact `limit` against the finite-noise optimum", exact);
  add("`optimum`", await measureEntropy(layer, input, { ...base, recipe: "optimum" }));
  return found;
}

/** Passes at which `limit` probes every feature, its reference and check copies included. */
function passesForExact(features: number): number {
  return Math.max(64, Math.ceil(((features + 16) * 16) / 15) + 2);
}

/** RMS of the difference, both means removed; nats. */
export function distance(a: Float64Array, b: Float64Array): number {
  const gaps = a.map((value, i) => value - b[i]!);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
}

function summarise(network: string, layer: string, found: readonly Found[]): ErrorRow[] {
  const keys = new Set(found.map(({ recipe, budget }) => `${recipe}|${budget}`));
  return [...keys].map((key) => {
    const group = found.filter(({ recipe, budget }) => `${recipe}|${budget}` === key);
    const maps = group.map(({ map }) => map);
    return {
      network,
      layer,
      recipe: group[0]?.recipe ?? key,
      passes: maps.reduce((sum, map) => sum + map.passes, 0) / maps.length,
      error: median(group.map(({ error }) => error)),
      stated: median(maps.map((map) => map.monteCarloError)),
      nonLinearity: median(maps.map((map) => map.nonLinearity)),
      samples: group.length,
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
