// The map that no number of passes would change: energies and distortion known far better than any map knows them.

import {
  dotUnits,
  drawNormal,
  type Layer,
  mapUnits,
  type SigmaBounds,
  sigmaOf,
  spreadUnits,
  type UnitInput,
} from "@stillpoint/core";
import { exactEnergies } from "../speed/exact-energy.ts";

export interface TruthOptions {
  readonly sample: string;
  /** Input units; 0 where energies are taken at the sample itself. */
  readonly smoothing: number;
  readonly sigma0: number;
  readonly bounds: SigmaBounds;
  /** Copies for D0, and for a smoothed energy. */
  readonly distortionCopies: number;
  readonly energyCopies: number;
}

/** The optimum of known energies. */
export interface Truth {
  /** `[n]` ln σ, σ in input units. */
  readonly logSigmas: Float64Array;
  /** `[n]` −1 at the lower bound, 1 at the upper, 0 between. */
  readonly bound: Int8Array;
  /** Its own standard error, as `gap` measures it: half the gap of two halves; 0 for exact energies. */
  readonly error: number;
}

type Optimum = Omit<Truth, "error">;

const BATCH = 32;
/** λ/2 of the paper's objective. */
const HALF_WEIGHT = 3.5;

/** From one probe per feature, or for a smoothed energy from many copies. */
export async function truthOf(layer: Layer, input: UnitInput, options: TruthOptions): Promise<Truth> {
  const budget = HALF_WEIGHT * (await meanChange(layer, input, options));
  const optimum = (energies: Float64Array): Optimum => spend(energies, budget, options.bounds);
  if (options.smoothing === 0) return { ...optimum(await exactEnergies(layer, input)), error: 0 };
  const first = await smoothedEnergies(layer, input, options, 1);
  const second = await smoothedEnergies(layer, input, options, 2);
  const both = optimum(first.map((energy, i) => (energy + second[i]!) / 2));
  return { ...both, error: gap(optimum(first), optimum(second)) / 2 };
}

/** Units that are not at the same bound in both. */
export function unitsApart(left: Optimum, right: Optimum): number[] {
  return [...left.bound.keys()].filter((i) => left.bound[i] === 0 || left.bound[i] !== right.bound[i]);
}

/**
 * RMS of the difference in nats, its mean removed. Units at the same bound in both are left out: there the optimum is
 * known for certain, and counting them would make a map with many of them look better. 0 when none is left.
 */
export function gap(left: Optimum, right: Optimum): number {
  const gaps = unitsApart(left, right).map((i) => left.logSigmas[i]! - right.logSigmas[i]!);
  const mean = gaps.reduce((sum, value) => sum + value, 0) / gaps.length;
  return gaps.length === 0 ? 0 : Math.sqrt(gaps.reduce((sum, value) => sum + (value - mean) ** 2, 0) / gaps.length);
}

/** A measured map in the same form. */
export function optimumOf(entropies: Float64Array, bounds: SigmaBounds): Optimum {
  const logSigmas = entropies.map((entropy) => Math.log(sigmaOf(entropy)));
  const [low, high] = [Math.log(bounds.lower), Math.log(bounds.upper)];
  const near = 1e-9;
  return { logSigmas, bound: Int8Array.from(logSigmas, (at) => (at <= low + near ? -1 : at >= high - near ? 1 : 0)) };
}

/** D0: mean ‖f(x + σ0 z) − f(x)‖², summed over features. */
async function meanChange(layer: Layer, input: UnitInput, options: TruthOptions): Promise<number> {
  const target = await layer.features(layer.x0, 1);
  const level = levels(layer, input, options.sigma0);
  let sum = 0;
  for (let start = 0; start < options.distortionCopies; start += BATCH) {
    const copies = new Float32Array(BATCH * layer.x0.length);
    for (let k = 0; k < BATCH; k += 1) {
      const noise = noiseOf(options.sample, "truth distortion", start + k, layer.x0.length);
      for (let p = 0; p < noise.length; p += 1) copies[k * noise.length + p] = layer.x0[p]! + level[p]! * noise[p]!;
    }
    const features = await layer.features(copies, BATCH);
    features.forEach((value, at) => {
      sum += (value - target[at % target.length]!) ** 2;
    });
  }
  return sum / (BATCH * Math.ceil(options.distortionCopies / BATCH));
}

/** `[n]` mean of ‖J_i(x ± smoothing·z)'v‖², v of random signs; `half` says which copies. */
async function smoothedEnergies(
  layer: Layer,
  input: UnitInput,
  { sample, smoothing, energyCopies }: TruthOptions,
  half: number,
): Promise<Float64Array> {
  const units = mapUnits(input, layer);
  const energies = new Float64Array(units.count);
  const level = levels(layer, input, smoothing);
  const d = layer.x0.length;
  const m = layer.featureSize;
  const rounds = Math.ceil(energyCopies / 2 / BATCH);
  for (let round = 0; round < rounds; round += 1) {
    const copies = new Float32Array(BATCH * d);
    for (let k = 0; k < BATCH; k += 2) {
      const noise = noiseOf(sample, `truth smoothing ${half}`, round * BATCH + k, d);
      for (let p = 0; p < d; p += 1) {
        copies[k * d + p] = layer.x0[p]! + level[p]! * noise[p]!;
        copies[(k + 1) * d + p] = layer.x0[p]! - level[p]! * noise[p]!;
      }
    }
    const directions = noiseOf(sample, `truth direction ${half}`, round, BATCH * m).map(Math.sign);
    const rows = await layer.vjp(copies, directions, BATCH);
    for (let k = 0; k < BATCH; k += 1) {
      const squares = dotUnits(units, rows, rows, k * d, k * d);
      for (let i = 0; i < units.count; i += 1) energies[i]! += squares[i]! / (rounds * BATCH);
    }
  }
  return energies;
}

function levels(layer: Layer, input: UnitInput, sigma: number): Float64Array {
  const units = mapUnits(input, layer);
  return spreadUnits(units, new Float64Array(units.count).fill(sigma));
}

function noiseOf(sample: string, purpose: string, pass: number, size: number): Float32Array {
  const noise = new Float32Array(size);
  drawNormal({ seed: 0, sample, purpose, pass }, noise);
  return noise;
}

/** σ_i² = c/G_i within the bounds, c by bisection so that Σ σ_i² G_i is the budget; independent of the engine's own. */
function spend(energies: Float64Array, budget: number, bounds: SigmaBounds): Optimum {
  const [low, high] = [bounds.lower ** 2, bounds.upper ** 2];
  const squares = (level: number): Float64Array =>
    energies.map((energy) => (energy > 0 ? Math.min(high, Math.max(low, level / energy)) : high));
  const spent = (level: number): number => squares(level).reduce((sum, square, i) => sum + square * energies[i]!, 0);
  let [below, above] = [-100, 100];
  for (let step = 0; step < 100; step += 1) {
    const middle = (below + above) / 2;
    if (spent(Math.exp(middle)) < budget) below = middle;
    else above = middle;
  }
  const found = squares(Math.exp((below + above) / 2));
  return {
    logSigmas: found.map((square) => Math.log(square) / 2),
    bound: Int8Array.from(found, (square) => (square <= low ? -1 : square >= high ? 1 : 0)),
  };
}
