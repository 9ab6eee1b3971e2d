// How the differences of a finished run split up over seeds, pictures and what is left.

import { type CountingOptions, countedPoints, type Run, type TaskData, type Unit } from "@stillpoint/core";
import type { MeasuredMap } from "@stillpoint/report";
import type { Shares } from "./trial.ts";

export interface RunShares {
  readonly task: string;
  readonly metric: "foreground points" | "background points";
  readonly seeds: number;
  readonly samples: number;
  readonly shares: Shares;
}

const UNKNOWN = { perStep: Number.NaN, perCheckpoint: Number.NaN };

/** Of distilled − scratch at the last checkpoint, from all maps of one task and layer. */
export function sharesOf(maps: readonly MeasuredMap[]): RunShares[] {
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
  const options: CountingOptions = { recipe: first.measurement.map.recipe };
  const points = countedPoints(data, options);
  const seeds = runs.flatMap(({ role, seed }) => (role === "distilled" ? [seed] : []));
  const last = (role: string, seed: number): number =>
    runs.find((run) => run.role === role && run.seed === seed)?.checkpoints.at(-1)?.step ?? Number.NaN;
  return (["foreground", "background"] as const).map((region) => {
    const cells = seeds.map((seed) =>
      data.samples.map(({ id, units: own }) => {
        const count = (role: "distilled" | "scratch"): number => {
          const counted = points({ role, seed, step: last(role, seed), sample: id });
          if (counted === undefined) return Number.NaN;
          return own.reduce((sum, unit, k) => sum + (unit.region === region ? (counted[k] ?? 0) : 0), 0);
        };
        return count("distilled") - count("scratch");
      }),
    );
    const whole = data.samples.flatMap((_, k) => (cells.every((row) => Number.isFinite(row[k])) ? [k] : []));
    const kept = cells.map((row) => whole.map((k) => row[k] ?? Number.NaN));
    return {
      task: `${task}@${layer}`,
      metric: `${region} points` as const,
      seeds: seeds.length,
      samples: whole.length,
      shares: variances(kept),
    };
  });
}

/** Two-way random effects by mean squares; components below 0 are 0. */
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
  const parts = [Math.max(0, bySeed - rest) / samples, Math.max(0, bySample - rest) / seeds, rest];
  const [seed = 0, sample = 0, left = 0] = parts.map((part) => part / (average(parts) * parts.length));
  return { seed, sample, rest: left };
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
