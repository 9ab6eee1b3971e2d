// A made-up task with known structure, for tests: entropies from a formula, no network.

import type { Region, Role, Unit } from "../contract.ts";
import type { EntropyMap } from "../entropy-map.ts";
import type { Measurement, Run, SampleInfo } from "../measurement.ts";
import type { TaskData } from "./measured-network.ts";

/** Uniform numbers in [0, 1) from a seed. */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers from a seed (Box and Muller). */
export function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Six foreground, seven background (two of them a distractor) and three border units. */
export const UNITS: readonly Unit[] = Array.from({ length: 16 }, (_, i) => {
  const region: Region = i < 6 ? "foreground" : i < 13 ? "background" : "border";
  return { label: `unit ${i}`, region, ...(i === 11 || i === 12 || i === 13 ? { part: "distractor" } : {}) };
});

/** A map with the given entropies and unremarkable diagnostics. */
export function mapOf(entropies: Float64Array): EntropyMap {
  return {
    recipe: "limit",
    entropies,
    standardErrors: new Float64Array(entropies.length).fill(0.03),
    meanEntropy: entropies.reduce((sum, entropy) => sum + entropy, 0) / entropies.length,
    referenceDistortion: 1,
    distortion: 3.6,
    nonLinearity: 1.02,
    passes: 40,
    unitsAtBound: 1,
    monteCarloError: 0.03,
    stop: "closed-form",
  };
}

export interface Place {
  readonly role: Role;
  readonly seed: number;
  readonly step: number;
  readonly sample: number;
  readonly unit: number;
}

export interface SyntheticTask {
  readonly roles?: readonly Role[];
  readonly seeds?: readonly number[];
  readonly samples?: number;
  readonly steps?: readonly number[];
  /** Entropy of a unit, nats. */
  readonly entropy: (place: Place) => number;
}

/** All measurements of a made-up task. The layer's path is step/100 per step and step/200 per checkpoint. */
export function syntheticTask({
  roles = ["distilled", "scratch"],
  seeds = [0, 1, 2],
  samples = 12,
  steps = [0, 10, 20, 40],
  entropy,
}: SyntheticTask): TaskData {
  const infos: SampleInfo[] = Array.from({ length: samples }, (_, s) => ({
    id: `s${s}`,
    group: s % 2 === 0 ? "held-out" : "training",
    units: UNITS,
  }));
  const runs: Run[] = roles.flatMap((role) =>
    seeds.map((seed) => ({
      role,
      seed,
      checkpoints: steps.map((step) => ({
        step,
        path: {
          layer: { perStep: step / 100, perCheckpoint: step / 200 },
          network: { perStep: step / 300, perCheckpoint: step / 400 },
        },
      })),
    })),
  );
  const measurements: Measurement[] = runs.flatMap(({ role, seed }) =>
    steps.flatMap((step) =>
      infos.map(({ id, units }, sample) => ({
        key: { task: "task", layer: "fc1", seed, role, step, sample: id },
        map: mapOf(Float64Array.from(units, (_, unit) => entropy({ role, seed, step, sample, unit }))),
      })),
    ),
  );
  return { task: "task", modality: "image", layer: "fc1", samples: infos, runs, measurements };
}

/** A number in [0, 1) that depends on its place only: entropies need no order of drawing. */
export function hashed(...parts: readonly number[]): number {
  return uniforms(parts.reduce((hash, part) => Math.imul(hash ^ (part + 0x9e37), 0x85ebca6b) >>> 0, 1))();
}
