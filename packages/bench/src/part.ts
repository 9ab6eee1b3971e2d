// One layer of one family of networks, taught by one method on one variant of a benchmark's data: what is trained for,
// measured and reported at once.

import type { ChosenRole, NetworkFamily, Preset, PresetName } from "./benchmark.ts";
import type { BenchmarkTask, Variant } from "./benchmark-task.ts";
import type { Method } from "./method.ts";

export interface Part {
  readonly task: BenchmarkTask;
  readonly variant: Variant;
  readonly method: Method;
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
  readonly methods: readonly Method[];
  readonly roles: readonly ChosenRole[];
  /** Families, by id; the preset's by default. */
  readonly networks?: readonly string[] | undefined;
  readonly seeds?: number | undefined;
  readonly samples?: number | undefined;
}

/** All parts in the order in which they are reported. */
export function partsOf({
  tasks,
  preset: name,
  variants,
  methods,
  roles,
  networks,
  seeds,
  samples,
}: PartsChoice): Part[] {
  return tasks.flatMap((task) => {
    const { presets, families } = task.benchmark;
    const preset = { ...presets[name], seeds: seeds ?? presets[name].seeds, samples: samples ?? presets[name].samples };
    const kinds = variants.flatMap((variant) => methods.map((method) => ({ variant, method })));
    return kinds.flatMap(({ variant, method }) =>
      preset.networks.flatMap(({ family: id, layers }) => {
        const family = families.find((candidate) => candidate.id === id);
        if (family === undefined || networks?.includes(id) === false) return [];
        const effort = effortOf({ preset, family, layers, method }, roles);
        return layers.map((layer) => ({ task, variant, method, preset, family, layer, effort }));
      }),
    );
  });
}

/** The order in which parts are worked on: cheapest family first, so that a first answer is there soon; else as reported. */
export function byEffort(parts: readonly Part[]): Part[] {
  return [...parts].sort((a, b) => a.effort - b.effort);
}

interface Work extends Pick<Part, "preset" | "family" | "method"> {
  readonly layers: readonly string[];
}

/**
 * Networks from labels serve all layers; students of features are trained for each, those of logits once. They come after
 * those of features, with which they share what is trained on labels.
 */
function effortOf({ preset: { seeds, training }, family, layers, method }: Work, roles: readonly ChosenRole[]): number {
  const students = roles.includes("self-distilled") ? 3 : 2;
  const labels = 2 + roles.filter((role) => role !== "self-distilled").length;
  const features = labels + students * layers.length;
  const networks = seeds * (method === "feature" ? features : features + students);
  return networks * (training.steps + training.headSteps / 2) * family.stepMilliseconds;
}

type Named = Pick<Part, "task" | "variant" | "method" | "family">;

/** `image/emoji-vgg-control`, `image/emoji-vgg-logits`: the task's name without its layer. */
export function partTask(part: Named): string {
  return part.variant === "control" ? controlTask(part) : methodTask(part);
}

/** The task that has everything but the cue. */
export function controlTask(part: Omit<Named, "variant">): string {
  return `${methodTask(part)}${CONTROL_SUFFIX}`;
}

/** For people. */
export function partTitle({ family, variant, method }: Pick<Part, "family" | "variant" | "method">): string {
  const name = method === "logits" ? `${family.name}, taught by logits` : family.name;
  return variant === "control" ? `${name}, control: the cue says nothing` : name;
}

const CONTROL_SUFFIX = "-control";

function methodTask({ task: { benchmark }, method, family }: Omit<Named, "variant">): string {
  const { modality, dataSet } = benchmark;
  return `${modality.id}/${dataSet}-${family.id}${method === "feature" ? "" : `-${method}`}`;
}
