// Labels first: whether the networks are right on the samples, before hours are spent on them.

import { existsSync, statSync } from "node:fs";
import { resolveLayer } from "@stillpoint/autodiff";
import { ROLES, type Role, StillpointError, type Tensor } from "@stillpoint/core";
import {
  type Accuracy,
  accuracyOf,
  answerKey,
  ChannelMoments,
  type FittedSamples,
  firstNormalisation,
  isNearChance,
  isSurelyPoor,
  type Labels,
  labelsFor,
  onlyAnswer,
  rangeWarning,
  readLabelFile,
  readVocLabels,
  statisticsWarning,
} from "@stillpoint/preprocess";
import type { AnsweringNetwork, Engine } from "../engines/engine.ts";
import { folderFiles } from "../files/folder-files.ts";
import { inNetwork } from "../files/model-file.ts";
import { classNamesFor } from "../files/model-folder.ts";
import { readTextFile } from "../files/text-file.ts";
import type { AnalyzeConfig } from "./analyze-config.ts";
import type { FoundNetwork } from "./found-networks.ts";

/** What was found out about the networks' answers. */
export interface CheckedAnswers {
  /** For people, a sentence each. */
  readonly notes: readonly string[];
  /** Share of right answers by sample group after training, by network; none where nothing is labelled. */
  readonly accuracy: ReadonlyMap<FoundNetwork, Readonly<Record<string, number>>>;
  /** Why the run should stop: a network that must know something is right no more often than by guessing. */
  readonly refusal?: StillpointError;
}

/** Networks that must know something: a student of an untrained teacher need not. */
const MUST_KNOW: ReadonlySet<Role> = new Set<Role>(ROLES.filter((role) => role !== "placebo"));

/** Samples whose statistics are looked at: enough for a mean, little beside the measurement. */
const LOOKED_AT = 32;

/** The data's own labels, or those of `--labels`. Throws `INPUT`, `USAGE`. */
export async function labelsOf(config: AnalyzeConfig, data: FittedSamples): Promise<Labels | undefined> {
  const { labels: path } = config;
  if (path === undefined) return data.labels;
  const folder = existsSync(path) && statSync(path).isDirectory();
  const named = folder
    ? await readVocLabels(folderFiles(path, { option: "--labels" }))
    : readLabelFile(readTextFile(path, "--labels"));
  const labels = labelsFor(
    data.samples.map(({ info }) => info.id),
    named,
  );
  if (labels.names.some((name) => name !== undefined)) return labels;
  const [first] = named.byFile.keys();
  throw new StillpointError(
    "INPUT",
    `labels ${path}: expected names of samples such as ${data.samples[0]?.info.id}; got names such as ${first}; name the files as in --data`,
  );
}

/**
 * Runs the last checkpoint of every network on the samples: how many labelled ones it answers rightly, whether it gives
 * one answer to all, and whether its input is what it was trained on. Throws `INPUT`, `MODEL`, `RUNTIME`.
 */
export async function checkAnswers(
  config: AnalyzeConfig,
  data: FittedSamples,
  networks: readonly FoundNetwork[],
  engine: Pick<Engine, "answering">,
): Promise<CheckedAnswers> {
  const labels = await labelsOf(config, data);
  const accuracy = new Map<FoundNetwork, Readonly<Record<string, number>>>();
  const notes: string[] = [];
  const [guessing, poor]: [string[], string[]] = [[], []];
  let knowing = 0;
  let source: string | undefined;
  for (const network of networks) {
    const file = network.files.at(-1)?.file;
    if (file === undefined) continue;
    try {
      const loaded = await engine.answering(file, data.samples[0]?.input.inputs ?? {});
      if (network.role === "distilled" && source === undefined) notes.push(...(await inputNotes(config, data, loaded)));
      const key = answerKey(loaded.graph, data.samples.length, labels, config.classes ?? classNamesFor(file));
      if (typeof key === "string") {
        if (labels !== undefined) notes.push(`accuracy of ${nameOf(network)} not measured: ${key}`);
        continue;
      }
      source ??= key.source;
      await using outputs = await loaded.outputs(key.outputs);
      const found = await accuracyOf(data.samples, key, outputs.run);
      if (found.labelled > 0) {
        accuracy.set(network, groupsOf(found));
        notes.push(
          `${nameOf(network)} answers ${share(found)} of the labelled samples rightly (guessing: ${percent(found.chance)})`,
        );
      }
      if (MUST_KNOW.has(network.role)) {
        const near = isNearChance(found);
        if (near) guessing.push(nameOf(network));
        else knowing += 1;
        if (isSurelyPoor(found)) poor.push(nameOf(network));
      }
      const only = onlyAnswer(found);
      if (only !== undefined)
        notes.push(`warning: ${nameOf(network)} answers ${only} to all ${data.samples.length} samples`);
    } catch (cause) {
      throw inNetwork(file, cause);
    }
  }
  if (source !== undefined) notes.unshift(`labels: ${source}`);
  // A mistake in the preparation spoils all networks; one alone may just be weak, unless that is sure.
  const stopped = poor.length > 0 ? poor : knowing === 0 ? guessing : [];
  if (stopped.length > 0 && config.accuracy) return { notes, accuracy, refusal: nearChance(stopped) };
  if (guessing.length > 0) notes.push(`warning: on these samples ${guessing.join(", ")} may only be guessing`);
  return { notes, accuracy };
}

/** Groups that a table can hold: a few samples of each of many classes say nothing apart. */
const MOST_GROUPS = 3;

function groupsOf({ groups, right, labelled }: Accuracy): Readonly<Record<string, number>> {
  return Object.keys(groups).length > MOST_GROUPS ? { all: right / labelled } : groups;
}

function nearChance(names: readonly string[]): StillpointError {
  return new StillpointError(
    "INPUT",
    `accuracy: expected networks that know more than guessing; got ${names.join(", ")} near chance; check the normalisation and the order of the classes (--labels, --classes), or measure anyway with --no-accuracy`,
  );
}

/** Warnings about what the network gets, seen from its first normalisation and from the values themselves. */
async function inputNotes(config: AnalyzeConfig, data: FittedSamples, network: AnsweringNetwork): Promise<string[]> {
  const from = config.input ?? data.from;
  const samples = data.samples.slice(0, LOOKED_AT);
  const values = samples.flatMap(({ input }) => {
    const tensor = input.inputs[from]?.data;
    return tensor instanceof Float32Array ? [tensor] : [];
  });
  const range = config.modality === "image" ? rangeWarning(values, "normalised pixels") : undefined;
  const normalisation = firstNormalisation(network.graph, resolveLayer(network.graph, from));
  const warnings = range === undefined ? [] : [range];
  if (normalisation !== undefined) {
    await using outputs = await network.outputs([normalisation.input]);
    const moments = new ChannelMoments(normalisation.mean.length);
    for (const { input } of samples) {
      const tensor = (await outputs.run(input.inputs))[normalisation.input];
      if (tensor !== undefined) moments.add(network.channelsLast ? channelsFirst(tensor) : tensor);
    }
    const warning = statisticsWarning(normalisation, moments.result());
    if (warning !== undefined) warnings.push(warning);
  }
  return warnings.map((warning) => `warning: ${warning}`);
}

/** `[b, ..., channels]` as `[b, channels, places]`. */
function channelsFirst(tensor: Tensor): Tensor {
  const { shape, data } = tensor;
  const [batch = 1, channels = 1] = [shape[0], shape.at(-1)];
  const places = data.length / (batch * channels);
  const values = Float32Array.from(data, (_: unknown, k: number) => {
    const [sample, rest] = [Math.floor(k / (channels * places)), k % (channels * places)];
    return Number(data[(sample * places + (rest % places)) * channels + Math.floor(rest / places)]);
  });
  return { type: "float32", shape: [batch, channels, places], data: values };
}

function nameOf({ role, seed }: FoundNetwork): string {
  return role === "teacher" ? "the teacher" : `${role} of seed ${seed}`;
}

const percent = (value: number): string => `${Math.round(100 * value)} %`;

const share = ({ right, labelled }: Accuracy): string => `${right} of ${labelled} (${percent(right / labelled)})`;

/** A list of class names: in place, separated by commas, or a text file with one a line. Throws `INPUT`. */
export function classList(text: string): readonly string[] {
  const lines = existsSync(text) ? readTextFile(text, "--classes").text.split(/\r?\n/) : text.split(",");
  return lines.map((name) => name.trim()).filter((name) => name !== "");
}
