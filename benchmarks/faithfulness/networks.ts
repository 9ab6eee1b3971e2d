// The networks of a finished run: teacher, and of every seed the student and scratch at the end of their training.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark, NetworkFamily } from "@stillpoint/bench";

export type FaithRole = "teacher" | "distilled" | "scratch" | "null";

/** One layer of one family, as the quick preset measures it. */
export interface Cell {
  readonly benchmark: Benchmark;
  readonly family: NetworkFamily;
  readonly layer: string;
}

export interface RunNetwork {
  readonly role: FaithRole;
  readonly seed: number;
  readonly file: string;
}

/** The quick preset's layers, family by family. */
export function layersOf(benchmark: Benchmark): Omit<Cell, "benchmark">[] {
  return benchmark.presets.quick.networks.flatMap(({ family: id, layers }) => {
    const family = benchmark.families.find((each) => each.id === id);
    return family === undefined ? [] : layers.map((layer) => ({ family, layer }));
  });
}

/** Whether a run trained networks of the cell's family. */
export function hasNetworks({ benchmark, family }: Cell, run: string): boolean {
  return existsSync(folderOf(run, benchmark, family.id));
}

/**
 * Files of a cell's networks. A student's is the one with its head trained on labels: at the analysed layer it is the last
 * checkpoint, whose layers are frozen below, and without its head it answers nothing.
 */
export function networksOf({ benchmark, family, layer }: Cell, run: string): RunNetwork[] {
  const folder = folderOf(run, benchmark, family.id);
  const seeds = readdirSync(folder).flatMap((name) => /^seed-(\d+)$/.exec(name)?.[1] ?? []);
  const students = seeds
    .map(Number)
    .sort((a, b) => a - b)
    .flatMap((seed): RunNetwork[] => [
      { role: "distilled", seed, file: join(folder, `seed-${seed}`, `distilled-${layer}`, "head/final.onnx") },
      { role: "scratch", seed, file: lastCheckpoint(join(folder, `seed-${seed}`, "scratch")) },
      { role: "null", seed, file: lastCheckpoint(join(folder, `seed-${seed}`, "null")) },
    ]);
  const all: RunNetwork[] = [{ role: "teacher", seed: 0, file: join(folder, "teacher/00000.onnx") }, ...students];
  const missing = all.find(({ file }) => !existsSync(file));
  if (missing !== undefined) throw new RangeError(`run: expected ${missing.file}; got none; let the run finish`);
  return all;
}

export function bytesOfNetwork({ file }: RunNetwork): Uint8Array {
  return new Uint8Array(readFileSync(file));
}

function folderOf(run: string, { modality }: Benchmark, family: string): string {
  return join(run, "checkpoints", `${modality.id}-${family}`);
}

function lastCheckpoint(folder: string): string {
  const steps = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+\.onnx$/.test(name)) : [];
  return join(folder, steps.sort().at(-1) ?? "00000.onnx");
}
