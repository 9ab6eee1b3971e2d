// How the differences of a finished run split up over seeds, pictures and what is left.

import {
  countedPoints,
  entropyGap,
  type MeasurementKey,
  type Region,
  type Run,
  type TaskData,
  type Unit,
} from "@stillpoint/core";
import type { MeasuredMap } from "@stillpoint/report";
import type { Shares } from "./trial.ts";

/** Distilled − scratch at the last checkpoint, `[seed][sample]`. */
export interface RunDifferences {
  readonly task: string;
  readonly metric: "foreground points" | "background points" | "entropy gap, nats";
  /** Samples without a value in any seed are left out. */
  readonly cells: readonly (readonly number[])[];
}

export interface RunShares {
  readonly task: string;
  readonly metric: RunDifferences["metric"];
  readonly seeds: number;
  readonly samples: number;
  readonly shares: Shares;
}

const UNKNOWN = { perStep: Number.NaN, perCheckpoint: Number.NaN };

/** From all maps of one task and layer. */
export function differencesOf(maps: readonly MeasuredMap[]): RunDifferences[] {
  const [first] = maps;
  if (first === undefined) return [];
  const { task, layer } = first.measurement.key;
  const units = new Map<string, readonly Unit[]>(maps.map((map) => [map.measurement.key.sample, map.units]));
  const runs = runsOf(maps);
  const data: TaskData = {
    task,
    layer,
    modality: "",
    samples: [...units].map(([id, own]) => ({ id, group: "", units: own })),
    runs,
    measurements: maps.map(({ measurement }) => measurement),
  };
  const points = countedPoints(data, { recipe: first.measurement.map.recipe });
  const entropies = new Map(maps.map(({ measurement: { key, map } }) => [nameOf(key), map.entropies]));
  const seeds = runs.flatMap(({ role, seed }) => (role === "distilled" ? [seed] : []));
  const last = (role: string, seed: number): number =>
    runs.find((run) => run.role === role && run.seed === seed)?.checkpoints.at(-1)?.step ?? Number.NaN;
  const count = (region: Region, key: Key, own: readonly Unit[]): number => {
    const counted = points(key);
    if (counted === undefined) return Number.NaN;
    return own.reduce((sum, unit, k) => sum + (unit.region === region ? (counted[k] ?? 0) : 0), 0);
  };
  const numbers: Readonly<Record<RunDifferences["metric"], (key: Key, own: readonly Unit[]) => number>> = {
    "foreground points": (key, own) => count("foreground", key, own),
    "background points": (key, own) => count("background", key, own),
    "entropy gap, nats": (key, own) =>
      entropyGap(entropies.get(nameOf(key)) ?? new Float64Array(own.length).fill(Number.NaN), own),
  };
  const metrics = ["foreground points", "background points", "entropy gap, nats"] as const;
  return metrics.map((metric) => {
    const cells = seeds.map((seed) =>
      data.samples.map(({ id: sample, units: own }) => {
        const of = (role: "distilled" | "scratch"): number =>
          numbers[metric]({ role, seed, step: last(role, seed), sample }, own);
        return of("distilled") - of("scratch");
      }),
    );
    const whole = data.samples.flatMap((_, k) => (cells.every((row) => Number.isFinite(row[k])) ? [k] : []));
    return {
      task: `${task}@${layer}`,
      metric,
      cells: cells.map((row) => whole.map((k) => row[k] ?? Number.NaN)),
    };
  });
}

type Key = Pick<MeasurementKey, "role" | "seed" | "step" | "sample">;

function nameOf({ role, seed, step, sample }: Key): string {
  return `${role} ${seed} ${step} ${sample}`;
}

/** Of distilled − scratch, from all maps of one task and layer: components as shares of their sum. */
export function sharesOf(maps: readonly MeasuredMap[]): RunShares[] {
  return differencesOf(maps).map(({ task, metric, cells }) => {
    const { seed, sample, rest } = variances(cells);
    const total = seed + sample + rest;
    return {
      task,
      metric,
      seeds: cells.length,
      samples: cells[0]?.length ?? 0,
      shares: { seed: seed / total, sample: sample / total, rest: rest / total },
    };
  });
}

/** Two-way random effects by mean squares, in squares of the numbers; components below 0 are 0. */
export function variances(cells: readonly (readonly number[])[]): Shares {
  const [seeds, samples] = [cells.length, cells[0]?.length ?? 0];
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const rows = cells.map(average);
  const columns = Array.from({ length: samples }, (_, k) => average(cells.map((row) => row[k] ?? 0)));
  const center = average(rows);
  const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value ** 2, 0);
  const bySeed = (samples * squares(rows.map((row) => row - center))) / (seeds - 1);
  const bySample = (seeds * squares(columns.map((column) => column - center))) / (samples - 1);
  const rest =
    squares(cells.flatMap((row, s) => row.map((value, k) => value - (rows[s] ?? 0) - (columns[k] ?? 0) + center))) /
    ((seeds - 1) * (samples - 1));
  return { seed: Math.max(0, bySeed - rest) / samples, sample: Math.max(0, bySample - rest) / seeds, rest };
}

function runsOf(maps: readonly MeasuredMap[]): Run[] {
  const steps = new Map<string, { readonly key: MeasuredMap["measurement"]["key"]; readonly steps: Set<number> }>();
  for (const { measurement } of maps) {
    const name = `${measurement.key.role} ${measurement.key.seed}`;
    const run = steps.get(name) ?? { key: measurement.key, steps: new Set() };
    run.steps.add(measurement.key.step);
    steps.set(name, run);
  }
  return [...steps.values()].map(({ key: { role, seed }, steps: own }) => ({
    role,
    seed,
    checkpoints: [...own].sort((a, b) => a - b).map((step) => ({ step, path: { layer: UNKNOWN, network: UNKNOWN } })),
  }));
}
