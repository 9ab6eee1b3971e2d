// One family of networks on one variant of a benchmark's data, and the networks that are trained for it.

import type { EngineDefaults } from "@stillpoint/core";
import {
  type Benchmark,
  type ChosenRole,
  engineOf,
  type NetworkFamily,
  type Preset,
  type PresetName,
} from "./benchmark.ts";
import type { BenchmarkData } from "./benchmark-task.ts";
import { METHODS, type Method } from "./method.ts";
import type { NetworkSpec, StudentRole } from "./networks.ts";
import type { PackageFiles } from "./package-files.ts";
import type { Part } from "./part.ts";

export interface Trial {
  readonly benchmark: Benchmark;
  readonly family: NetworkFamily;
  readonly data: BenchmarkData;
  readonly preset: Preset;
  /** The modality's engine under the family's own and the preset's passes. */
  readonly engine: EngineDefaults;
  readonly teacher: Uint8Array;
  /** The teacher's file, relative to the store. */
  readonly teacherFile: string;
  /** Of every method. */
  readonly specs: readonly NetworkSpec[];
}

/** Training seeds of one run lie this far from those of a run under another `--seed`. */
const SEED_STRIDE = 10_000;
/** Far from every training seed, so these networks share their weights, or their batches, with none of the others. */
const NULL_SEED = 1000;
const PLACEBO_SEED = 2000;
const ORDER_SEED = 3000;

export interface TrialChoice {
  readonly preset: PresetName;
  /** Beside those that every run has. */
  readonly roles: readonly ChosenRole[];
  readonly seed: number;
  readonly files: PackageFiles;
}

/** Names the trial that a part belongs to. */
export function trialKey({ task: { benchmark }, family, variant }: Pick<Part, "task" | "family" | "variant">): string {
  return `${benchmark.modality.id}-${family.id}${variant === "control" ? "-control" : ""}`;
}

/** The trial that a part belongs to. Throws `INPUT` without the teacher. */
export async function trialOf(
  part: Part,
  data: BenchmarkData,
  { preset: name, roles, seed, files }: TrialChoice,
): Promise<Trial> {
  const { benchmark } = part.task;
  const { family, preset } = part;
  const layers = preset.networks.find((each) => each.family === family.id)?.layers ?? [];
  const teacher = await files.data(family.teacher);
  return {
    benchmark,
    family,
    data,
    preset,
    engine: engineOf(benchmark, family, name),
    teacher,
    teacherFile: `checkpoints/${trialKey({ ...part, variant: "cue" })}/teacher/00000.onnx`,
    specs: specsOf({
      family,
      layers,
      teacher,
      roles,
      seeds: preset.seeds,
      folder: `checkpoints/${trialKey(part)}`,
      first: SEED_STRIDE * seed,
    }),
  };
}

/** The networks a part needs, in the order in which they are trained and reported. */
export function specsFor(
  { specs }: Pick<Trial, "specs">,
  { layer, method }: Pick<Part, "layer" | "method">,
): NetworkSpec[] {
  return specs.filter((spec) => spec.layers.includes(layer) && (spec.method === undefined || spec.method === method));
}

interface SpecSource {
  readonly family: NetworkFamily;
  readonly layers: readonly string[];
  readonly teacher: Uint8Array;
  readonly roles: readonly NetworkSpec["role"][];
  readonly seeds: number;
  readonly folder: string;
  readonly first: number;
}

/** Seed by seed, so that an interrupted run completes some seeds rather than half of all; teachers before their students. */
function specsOf({ family, layers, teacher, roles, seeds, folder, first }: SpecSource): NetworkSpec[] {
  return Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed): NetworkSpec[] => {
    const base = `${folder}/seed-${seed}`;
    const own = { family, seed, trainingSeed: first + seed };
    const labels = { layers, ...own };
    const second: NetworkSpec = {
      ...labels,
      role: "null",
      trainingSeed: own.trainingSeed + NULL_SEED,
      folder: `${base}/null`,
    };
    const students = (role: StudentRole, taughtBy: Pick<NetworkSpec, "teacher" | "taughtBy">): NetworkSpec[] =>
      METHODS.flatMap((method) =>
        pupilsOf(method, layers).map((pupil) => {
          return { ...own, ...taughtBy, role, method, layers: pupil.layers, folder: `${base}/${role}-${pupil.name}` };
        }),
      );
    const networks: readonly NetworkSpec[] = [
      { ...labels, role: "scratch", folder: `${base}/scratch` },
      ...students("distilled", { teacher }),
      ...students("placebo", { teacher: family.network(own.trainingSeed + PLACEBO_SEED) }),
      second,
      { ...labels, role: "null-order", order: own.trainingSeed + ORDER_SEED, folder: `${base}/null-order` },
      { ...labels, role: "more-data", folder: `${base}/more-data` },
      // The second scratch network saw what scratch saw and nothing else: its student has no knowledge but scratch's.
      ...students("self-distilled", { taughtBy: second }),
    ];
    const always: readonly NetworkSpec["role"][] = ["scratch", "distilled", "placebo", "null"];
    return networks.filter(({ role }) => always.includes(role) || roles.includes(role));
  });
}

/** A student of features for each layer, of logits one for all. */
function pupilsOf(method: Method, layers: readonly string[]): { name: string; layers: readonly string[] }[] {
  return method === "logits"
    ? [{ name: "by-logits", layers }]
    : layers.map((layer) => ({ name: layer, layers: [layer] }));
}
