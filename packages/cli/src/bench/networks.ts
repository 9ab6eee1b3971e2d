// Trains the networks of a benchmark and keeps them as ONNX files; finished ones are not trained again.

import { type Role, StillpointError } from "@stillpoint/core";
import type { NetworkFamily, Training } from "@stillpoint/datasets";
import {
  type Comparison,
  type TrainingCheckpoint,
  trainDistilled,
  trainHead,
  trainScratch,
  trialRecipe,
} from "@stillpoint/distill";
import type { WorkerPool } from "@stillpoint/onnx";
import { z } from "zod";
import { codeDigest } from "../experiment/code-digest.ts";
import { PATH_FILE, pathRecord } from "../experiment/path-record.ts";
import { digest } from "../storage/digest.ts";
import { parseJson } from "../storage/json.ts";
import type { OutputFolder } from "../storage/output-folder.ts";
import type { BenchmarkData } from "./benchmark-task.ts";

/** A network to train. */
export interface NetworkSpec {
  readonly family: NetworkFamily;
  readonly role: Extract<Role, "distilled" | "scratch" | "placebo" | "null">;
  /** Training seed under which it is reported. */
  readonly seed: number;
  /** Names initial weights and batch order; the null network's own, else `seed`. */
  readonly trainingSeed: number;
  /** Analysed layers; a distilled network has one, the layer it is taught at. */
  readonly layers: readonly string[];
  /** Folder of its checkpoints, relative to the output folder. */
  readonly folder: string;
  /** Who teaches it: the trained teacher, for a placebo an untrained network; absent for scratch and null. */
  readonly teacher?: Uint8Array;
}

export interface TrainedNetwork {
  readonly spec: NetworkSpec;
  /** In increasing order; the files are `<folder>/<step>.onnx`. */
  readonly steps: readonly number[];
  readonly accuracy: Readonly<Record<string, number>>;
}

/** What a network is trained and tested on, and how. */
export interface TrainingMatter {
  readonly data: BenchmarkData;
  readonly settings: Training;
}

export interface TrainingContext {
  readonly folder: OutputFolder;
  readonly pool: WorkerPool;
  readonly signal: AbortSignal;
  /** Called with the share of this network's training done since the last call. */
  readonly advance: (share: number) => void;
}

/** Packages whose code decides what a network becomes. */
const TRAINING_CODE = [
  "core",
  "autodiff",
  "onnx",
  "distill",
  "pointcloud",
  "text",
  "tokenizer",
  "sentiment",
  "qa",
  "datasets",
];
const RECORD_FILE = "network.json";
const recordSchema = z.object({
  identity: z.string(),
  steps: z.array(z.number()),
  accuracy: z.record(z.string(), z.number()),
});

export function checkpointName(spec: NetworkSpec, step: number): string {
  return `${spec.folder}/${String(step).padStart(5, "0")}.onnx`;
}

/** The network as an earlier run left it, or undefined when there is none or it was trained differently. */
export function finishedNetwork(
  spec: NetworkSpec,
  matter: TrainingMatter,
  { folder }: TrainingContext,
): TrainedNetwork | undefined {
  const text = folder.readText(`${spec.folder}/${RECORD_FILE}`);
  if (text === undefined) return undefined;
  const record = recordSchema.safeParse(parseJson(text));
  if (!record.success || record.data.identity !== identityOf(spec, matter)) return undefined;
  const { steps, accuracy } = record.data;
  const whole = steps.every((step) => folder.read(checkpointName(spec, step)) !== undefined);
  return whole ? { spec, steps, accuracy } : undefined;
}

/** Trains one network, writing a checkpoint as soon as it exists and the record last. Throws `INTERRUPTED`. */
export async function trainNetwork(
  spec: NetworkSpec,
  matter: TrainingMatter,
  { folder, pool, signal, advance }: TrainingContext,
): Promise<TrainedNetwork> {
  const { data, settings } = matter;
  folder.remove(spec.folder);
  const comparison: Comparison = {
    network: spec.family.network,
    seed: spec.trainingSeed,
    layer: spec.layers[0]!,
    alsoRecorded: spec.layers.slice(1),
    data: data.training,
    recipe: trialRecipe({
      steps: settings.steps,
      checkpoints: settings.checkpoints,
      peak: settings.rate,
      batchSize: settings.batch,
    }),
    pool,
    signal,
    onStep: () => advance(1 / settings.steps),
  };
  const run = spec.teacher === undefined ? trainScratch(comparison) : trainDistilled(comparison, spec.teacher);
  const checkpoints: TrainingCheckpoint[] = [];
  for await (const checkpoint of run) {
    folder.write(checkpointName(spec, checkpoint.step), checkpoint.onnx);
    checkpoints.push(checkpoint);
  }
  const last = checkpoints.at(-1);
  if (last === undefined)
    throw new StillpointError("RANGE", `training ${spec.folder}: expected at least one checkpoint; got none`);
  folder.write(`${spec.folder}/${PATH_FILE}`, pathRecord(checkpoints));

  const taught = spec.teacher !== undefined;
  const final = taught ? await withHead(comparison, last.onnx, settings) : last.onnx;
  if (taught) folder.write(`${spec.folder}/head/final.onnx`, final);
  const accuracy = await data.score(final, pool);
  const steps = checkpoints.map(({ step }) => step);
  const record = { identity: identityOf(spec, matter), steps, accuracy };
  folder.write(`${spec.folder}/${RECORD_FILE}`, `${JSON.stringify(record, null, 1)}\n`);
  return { spec, steps, accuracy };
}

/** As in the paper, the layers behind the taught one learn from labels afterwards, for accuracy only. */
function withHead(comparison: Comparison, network: Uint8Array, settings: Training): Promise<Uint8Array> {
  const { layer, data, seed, pool, signal } = comparison;
  const recipe = trialRecipe({
    steps: settings.headSteps,
    checkpoints: 2,
    peak: settings.rate,
    batchSize: settings.batch,
  });
  return trainHead({ network, layer, data, recipe, seed, pool, ...(signal === undefined ? {} : { signal }) });
}

function identityOf(spec: NetworkSpec, { data, settings }: TrainingMatter): string {
  const { family, role, trainingSeed, layers, teacher } = spec;
  const code = codeDigest(TRAINING_CODE);
  const start = digest([family.network(trainingSeed), ...(teacher === undefined ? [] : [teacher])]);
  return JSON.stringify({ code, family: family.id, role, trainingSeed, layers, settings, data: data.digest, start });
}
