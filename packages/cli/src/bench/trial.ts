// One family of networks on one variant of a benchmark's data, and the networks that are trained for it.

import { StillpointError } from "@stillpoint/core";
import type { Benchmark, EngineDefaults, NetworkFamily, Preset, PresetName } from "@stillpoint/datasets";
import type { BenchmarkData, Variant } from "./benchmark-task.ts";
import { dataFile } from "./data-file.ts";
import type { NetworkSpec } from "./networks.ts";

export interface Trial {
  readonly benchmark: Benchmark;
  readonly family: NetworkFamily;
  readonly variant: Variant;
  /** Task name without layer: `image/emoji-vgg-control`. */
  readonly task: string;
  readonly layers: readonly string[];
  readonly data: BenchmarkData;
  readonly preset: Preset;
  /** The benchmark's engine under the family's own and the preset's passes. */
  readonly engine: EngineDefaults;
  readonly teacher: Uint8Array;
  /** The teacher's file, relative to the output folder. */
  readonly teacherFile: string;
  readonly specs: readonly NetworkSpec[];
}

/** Training seeds of one run lie this far from those of a run under another `--seed`. */
const SEED_STRIDE = 10_000;
/** Far from every training seed, so these networks share their weights with none of the others. */
const NULL_SEED = 1000;
const PLACEBO_SEED = 2000;

/** The trials of a benchmark on one set of data, one per family of the preset. Throws `INPUT` without the teacher. */
export function trialsOf(
  benchmark: Benchmark,
  preset: Preset,
  data: BenchmarkData,
  { variant, name, seed }: { readonly variant: Variant; readonly name: PresetName; readonly seed: number },
): Trial[] {
  const passes = benchmark.passes?.[name];
  return preset.networks.map(({ family: id, layers }) => {
    const family = benchmark.families.find((candidate) => candidate.id === id);
    if (family === undefined) throw new StillpointError("USAGE", `family ${id}: expected a known one; got ${id}`);
    const suffix = variant === "control" ? "-control" : "";
    const folder = `checkpoints/${benchmark.modality}-${id}`;
    const teacher = dataFile(family.teacher);
    const first = SEED_STRIDE * seed;
    return {
      benchmark,
      family,
      variant,
      task: `${benchmark.modality}/${benchmark.dataSet}-${id}${suffix}`,
      layers,
      data,
      preset,
      engine: { ...benchmark.engine, ...(passes === undefined ? {} : { passes }), ...family.engine },
      teacher,
      teacherFile: `${folder}/teacher/00000.onnx`,
      specs: specsOf({ family, layers, teacher, seeds: preset.seeds, folder: `${folder}${suffix}`, first }),
    };
  });
}

interface SpecSource {
  readonly family: NetworkFamily;
  readonly layers: readonly string[];
  readonly teacher: Uint8Array;
  readonly seeds: number;
  readonly folder: string;
  readonly first: number;
}

/** Seed by seed, so that an interrupted run completes some seeds rather than half of all. */
function specsOf({ family, layers, teacher, seeds, folder, first }: SpecSource): NetworkSpec[] {
  return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed): NetworkSpec[] => {
    const base = `${folder}/seed-${seed}`;
    const own = { family, seed, trainingSeed: first + seed };
    const untrained = family.network(first + PLACEBO_SEED + seed);
    return [
      { ...own, role: "scratch", layers, folder: `${base}/scratch` },
      ...layers.map((layer): NetworkSpec => {
        return { ...own, role: "distilled", layers: [layer], folder: `${base}/distilled-${layer}`, teacher };
      }),
      ...layers.map((layer): NetworkSpec => {
        return { ...own, role: "placebo", layers: [layer], folder: `${base}/placebo-${layer}`, teacher: untrained };
      }),
      { ...own, role: "null", trainingSeed: first + NULL_SEED + seed, layers, folder: `${base}/null` },
    ];
  });
}

/** For people. */
export function trialName({ family, variant }: Trial): string {
  return variant === "control" ? `${family.name}, control: the cue says nothing` : family.name;
}
