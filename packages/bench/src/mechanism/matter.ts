// What students of one benchmark are taught from: its data, its committed teacher, what the teacher answers.

import { readNetwork } from "@stillpoint/autodiff";
import { digest } from "@stillpoint/core";
import { type LabelledSamples, layerTensor, networkLogits } from "@stillpoint/distill";
import type { Store } from "@stillpoint/experiment";
import {
  type ClassRelations,
  type Logits,
  logitsOf,
  matchedRelationTemperature,
  type NumberTable,
  numberTable,
  templateCosines,
} from "@stillpoint/mechanism";
import type { Runtime } from "@stillpoint/onnx";
import type { NetworkFamily, PresetName, Training } from "../benchmark.ts";
import type { AnsweredClasses, BenchmarkData, BenchmarkTask } from "../benchmark-task.ts";
import type { PackageFiles } from "../package-files.ts";
import { lastLayerOf } from "./last-layer.ts";
import { MECHANISM_PRESETS, SMOOTHING } from "./preset.ts";

export interface MechanismMatter {
  /** Such as `image/emoji-vgg`. */
  readonly subject: string;
  readonly family: NetworkFamily;
  readonly layer: string;
  readonly training: Training;
  readonly data: BenchmarkData;
  readonly classes: AnsweredClasses;
  readonly teacher: Uint8Array;
  /** Names data, teacher and training. */
  readonly digest: string;
  /** The teacher's answers: to all training compositions, to each training item once, to held-out items. */
  readonly answers: { readonly training: Logits; readonly items: Logits; readonly heldOut: Logits };
  /** Cosines of the teacher's class templates with the knob that makes KD-sim as strong as the smoothing. */
  readonly relations: { readonly of: ClassRelations; readonly temperature: number };
}

export interface MatterChoice {
  readonly task: BenchmarkTask;
  readonly preset: PresetName;
  readonly seed: number;
  readonly store: Store;
  readonly files: PackageFiles;
  readonly runtime: Runtime;
}

/** Why partial targets are not studied on a benchmark. */
export interface Refusal {
  readonly reason: string;
}

/** The matter of a benchmark's first family, or why there is none. Throws `INPUT` for an incomplete installation. */
export async function matterOf(choice: MatterChoice): Promise<MechanismMatter | Refusal> {
  const { task, preset: name, seed, store, files, runtime } = choice;
  const { benchmark } = task;
  const preset = benchmark.presets[name];
  const [first] = preset.networks;
  const family = benchmark.families.find(({ id }) => id === first?.family);
  const data = await task.compose({ variant: "cue", preset: name, samples: preset.samples, seed, store, files });
  const { classes } = data;
  if (classes === undefined)
    return {
      reason:
        "its networks answer with the start and the end of a span: two choices among places, which are no classes with relations of their own",
    };
  const layer = first?.layers.at(-1);
  if (family === undefined || layer === undefined) return { reason: `the ${name} preset names no network of it` };
  const teacher = await files.data(family.teacher);
  const last = lastLayerOf(teacher);
  if (last === undefined) return { reason: "its teacher's last layer is no matrix of class templates" };
  const answer = (samples: LabelledSamples): Promise<Logits> => answersOf("teacher", teacher, samples, runtime);
  const training = await answer(data.training);
  const of = templateCosines(last.templates);
  return {
    subject: `${benchmark.modality.id}/${benchmark.dataSet}-${family.id}`,
    family,
    layer,
    training: { ...preset.training, steps: Math.min(preset.training.steps, MECHANISM_PRESETS[name].steps) },
    data,
    classes,
    teacher,
    digest: digest([new TextEncoder().encode(data.digest), teacher]),
    answers: { training, items: await answer(classes.training), heldOut: await answer(classes.heldOut) },
    relations: { of, temperature: matchedRelationTemperature(training, { relations: of }, SMOOTHING) },
  };
}

/** A network's logits on labelled samples. */
export async function answersOf(
  name: string,
  network: Uint8Array,
  { inputs, labels }: LabelledSamples,
  runtime: Runtime,
): Promise<Logits> {
  const values = await networkLogits(network, inputs, runtime);
  return logitsOf(name, { values, columns: values.length / labels.length }, labels);
}

/** Features `[n, d]` in front of a network's last layer. */
export async function featuresOf(
  network: Uint8Array,
  tensor: string,
  { inputs }: LabelledSamples,
  runtime: Runtime,
): Promise<NumberTable> {
  const { data, shape } = await layerTensor(readNetwork(network), tensor, inputs, runtime);
  return numberTable("features", { values: data, columns: shape.at(-1)! });
}
