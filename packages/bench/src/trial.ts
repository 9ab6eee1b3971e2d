// One family of networks on one variant of a benchmark's data, and the networks that are trained for it.

import type { EngineDefaults } from "@stillpoint/core";
import { type Benchmark, engineOf, type NetworkFamily, type Preset, type PresetName } from "./benchmark.ts";
import type { BenchmarkData } from "./benchmark-task.ts";
import type { NetworkSpec } from "./networks.ts";
import type { PackageFiles } from "./package-files.ts";
import { controlTask, type Part, partTask, partTitle } from "./part.ts";

export interface Trial {
  readonly benchmark: Benchmark;
  readonly family: NetworkFamily;
  /** Task name without layer: `image/emoji-vgg-control`. */
  readonly task: string;
  readonly title: string;
  /** The task that has everything but the cue, where this is not that one. */
  readonly control?: string;
  readonly data: BenchmarkData;
  readonly preset: Preset;
  /** The modality's engine under the family's own and the preset's passes. */
  readonly engine: EngineDefaults;
  readonly teacher: Uint8Array;
  /** The teacher's file, relative to the store. */
  readonly teacherFile: string;
  readonly specs: readonly NetworkSpec[];
}

/** Training seeds of one run lie this far from those of a run under another `--seed`. */
const SEED_STRIDE = 10_000;
/** Far from every training seed, so these networks share their weights with none of the others. */
const NULL_SEED = 1000;
const PLACEBO_SEED = 2000;

export interface TrialChoice {
  readonly preset: PresetName;
  readonly seed: number;
  readonly files: PackageFiles;
}

/** The trial that a part belongs to. Throws `INPUT` without the teacher. */
export async function trialOf(
  part: Part,
  data: BenchmarkData,
  { preset: name, seed, files }: TrialChoice,
): Promise<Trial> {
  const { benchmark } = part.task;
  const { family, preset, variant } = part;
  const folder = `checkpoints/${benchmark.modality.id}-${family.id}`;
  const layers = preset.networks.find((each) => each.family === family.id)?.layers ?? [];
  const teacher = await files.data(family.teacher);
  return {
    benchmark,
    family,
    task: partTask(part),
    title: partTitle(part),
    ...(variant === "cue" ? { control: controlTask(part) } : {}),
    data,
    preset,
    engine: engineOf(benchmark, family, name),
    teacher,
    teacherFile: `${folder}/teacher/00000.onnx`,
    specs: specsOf({
      family,
      layers,
      teacher,
      seeds: preset.seeds,
      folder: variant === "control" ? `${folder}-control` : folder,
      first: SEED_STRIDE * seed,
    }),
  };
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
