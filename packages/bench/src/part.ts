// One layer of one family of networks on one variant of a benchmark's data: what is trained for, measured and reported at once.

import type { Benchmark, NetworkFamily, Preset, PresetName } from "./benchmark.ts";
import type { BenchmarkTask, Variant } from "./benchmark-task.ts";

export interface Part {
  readonly task: BenchmarkTask;
  readonly variant: Variant;
  readonly preset: Preset;
  readonly family: NetworkFamily;
  readonly layer: string;
  /** Rough work in milliseconds; only its order matters. */
  readonly effort: number;
}

export interface PartsChoice {
  readonly tasks: readonly BenchmarkTask[];
  readonly preset: PresetName;
  readonly variants: readonly Variant[];
  readonly seeds?: number | undefined;
  readonly samples?: number | undefined;
}

/** All parts in the order in which they are reported. */
export function partsOf({ tasks, preset: name, variants, seeds, samples }: PartsChoice): Part[] {
  return tasks.flatMap((task) => {
    const { presets, families } = task.benchmark;
    const preset = { ...presets[name], seeds: seeds ?? presets[name].seeds, samples: samples ?? presets[name].samples };
    return variants.flatMap((variant) =>
      preset.networks.flatMap(({ family: id, layers }) => {
        const family = families.find((candidate) => candidate.id === id);
        if (family === undefined) return [];
        return layers.map((layer) => ({
          task,
          variant,
          preset,
          family,
          layer,
          effort: effortOf(preset, family, layers),
        }));
      }),
    );
  });
}

/** The order in which parts are worked on: cheapest family first, so that a first answer is there soon; else as reported. */
export function byEffort(parts: readonly Part[]): Part[] {
  return [...parts].sort((a, b) => a.effort - b.effort);
}

/** Scratch and null serve all layers; distilled and placebo are trained for each. */
function effortOf({ seeds, training }: Preset, family: NetworkFamily, layers: readonly string[]): number {
  const networks = seeds * (2 + 2 * layers.length);
  return networks * (training.steps + training.headSteps / 2) * family.stepMilliseconds;
}

/** `image/emoji-vgg-control`: the task's name without its layer. */
export function partTask({ task: { benchmark }, variant, family }: Omit<Part, "layer" | "effort" | "preset">): string {
  return `${benchmarkTaskName(benchmark, family)}${variant === "control" ? CONTROL_SUFFIX : ""}`;
}

/** The task that has everything but the cue. */
export function controlTask({ task: { benchmark }, family }: Pick<Part, "task" | "family">): string {
  return `${benchmarkTaskName(benchmark, family)}${CONTROL_SUFFIX}`;
}

/** For people. */
export function partTitle({ family, variant }: Pick<Part, "family" | "variant">): string {
  return variant === "control" ? `${family.name}, control: the cue says nothing` : family.name;
}

const CONTROL_SUFFIX = "-control";

function benchmarkTaskName({ modality, dataSet }: Benchmark, { id }: NetworkFamily): string {
  return `${modality.id}/${dataSet}-${id}`;
}
