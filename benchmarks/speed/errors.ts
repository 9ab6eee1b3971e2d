// How far maps are from the truth, by layer, recipe and passes.

import { type EntropyMap, type Layer, measureEntropy, type UnitInput } from "@stillpoint/core";
import { loadNetwork, OnnxFeatureModel, type Runtime } from "@stillpoint/onnx";
import { adamReference } from "./adam-reference.ts";
import { exactEnergies } from "./exact-energy.ts";
import type { Plan } from "./plan.ts";
import { type ErrorRow, timing } from "./result.ts";

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
  /** Passes asked for; tells rows of one recipe apart. */
  readonly budget: number;
  readonly passes: number;
  readonly error: number;
  readonly stated: number;
  readonly nonLinearity: number;
}

/** Every layer of the subject: `limit` at several passes and against both truths, `optimum`, and where it started. */
export async function errorRows(subject: ErrorSubject, plan: Plan, runtime: Runtime): Promise<ErrorRow[]> {
  const samples = subject.samples.slice(0, plan.errorSamples);
  const first = samples[0];
  if (first === undefined) throw new RangeError("errors: expected at least one sample; got none");
  const network = await loadNetwork(subject.bytes, first.inputs, runtime);
  const rows: ErrorRow[] = [];
  for (const layerName of subject.layers) {
    const jobs = samples.map(async (input, index) => {
      const model = new OnnxFeatureModel({ id: layerName, network, runtime, from: subject.input, to: layerName });
      try {
        return await ofSample(await model.bind(input.inputs), input, `sample ${index}`, plan);
      } finally {
        await model.close();
      }
    });
    rows.push(...summarise(subject.network, layerName, (await Promise.all(jobs)).flat()));
  }
  return rows;
}

async function ofSample(layer: Layer, input: UnitInput, sample: string, plan: Plan): Promise<Found[]> {
  const base = { seed: 1, sample, sigma0: SIGMA0 };
  const exact = (await exactEnergies(layer, input)).map((energy) => -Math.log(energy) / 2);
  const found: Found[] = [];
  const add = (recipe: string, budget: number, map: EntropyMap, truth: Float64Array) => {
    const { passes, nonLinearity, monteCarloError: stated, entropies } = map;
    found.push({ recipe, budget, passes, error: distance(entropies, truth), stated, nonLinearity });
  };
  for (const passes of LIMIT_PASSES) {
    add("`limit`", passes, await measureEntropy(layer, input, { ...base, passes, smoothing: 0 }), exact);
  }
  const start = await measureEntropy(layer, input, { ...base, smoothing: 0 });
  const distortion = start.distortion / start.nonLinearity;
  const mean = exact.reduce((sum, value) => sum + value, 0) / exact.length;
  // The exact map, moved to the level of the measured one.
  const begin = exact.map((value) => value - mean + start.meanEntropy - Math.log(2 * Math.PI * Math.E) / 2);
  const options = { seed: 3, sigma0: SIGMA0, start: begin, distortion, passes: plan.referencePasses, batch: 32 };
  const first = await adamReference(layer, input, options);
  const second = await adamReference(layer, input, { ...options, seed: 4 });
  const truth = first.map((value, i) => (value + second[i]!) / 2);
  // Half the distance of two independent runs is the standard error of their mean.
  const reference = { budget: 0, stated: distance(first, second) / 2, nonLinearity: start.nonLinearity };
  found.push({
    recipe: "exact energy, to Adam",
    passes: layer.featureSize,
    error: distance(exact, truth),
    ...reference,
  });
  add("`limit`, to Adam", 0, start, truth);
  add("`optimum`, to Adam", 0, await measureEntropy(layer, input, { ...base, recipe: "optimum" }), truth);
  return found;
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
    return {
      network,
      layer,
      recipe: group[0]?.recipe ?? key,
      passes: group.reduce((sum, { passes }) => sum + passes, 0) / group.length,
      error: timing(group.map(({ error }) => error)).median,
      stated: timing(group.map(({ stated }) => stated)).median,
      nonLinearity: timing(group.map(({ nonLinearity }) => nonLinearity)).median,
      samples: group.length,
    };
  });
}
