// Trains the networks of a benchmark and keeps them as ONNX files; finished ones are not trained again.

import { digest, parseJson, type Role, StillpointError } from "@stillpoint/core";
import {
  type ComparedTraining,
  type TrainingCheckpoint,
  trainDistilled,
  trainHead,
  trainOnLogits,
  trainScratch,
  trialRecipe,
} from "@stillpoint/distill";
import { PATH_FILE, pathRecord, readText, type Store } from "@stillpoint/experiment";
import type { Runtime } from "@stillpoint/onnx";
import { z } from "zod";
import type { NetworkFamily, Training } from "./benchmark.ts";
import type { BenchmarkData } from "./benchmark-task.ts";
import { LOGIT_DISTILLATION, type Method } from "./method.ts";

/** Roles that have a teacher. */
export type StudentRole = Extract<Role, "distilled" | "self-distilled" | "placebo">;

/** A network to train. */
export interface NetworkSpec {
  readonly family: NetworkFamily;
  readonly role: Exclude<Role, "teacher">;
  /** How it is taught; absent for networks that learn from labels, which serve every method. */
  readonly method?: Method;
  /** Training seed under which it is reported. */
  readonly seed: number;
  /** Names initial weights and, unless `order` does, the order of batches; the null network's own, else `seed`. */
  readonly trainingSeed: number;
  readonly order?: number;
  /** Analysed layers; a student of features has one, the layer it is taught at. */
  readonly layers: readonly string[];
  /** Folder of its checkpoints, relative to the store. */
  readonly folder: string;
  /** Who teaches it, as a file: the trained teacher, for a placebo an untrained network. */
  readonly teacher?: Uint8Array;
  /** A network trained here whose last checkpoint teaches it, in place of `teacher`: the self-distilled student's. */
  readonly taughtBy?: NetworkSpec;
}

export interface TrainedNetwork {
  readonly spec: NetworkSpec;
  /** By increasing steps; the files are `<folder>/<step>.onnx`. */
  readonly checkpoints: readonly { readonly step: number; readonly digest: string }[];
  readonly accuracy: Readonly<Record<string, number>>;
}

/** What a network is trained and tested on, and how. */
export interface TrainingMatter {
  readonly data: BenchmarkData;
  readonly settings: Training;
}

export interface TrainingContext {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  /** Names the code that trains: networks of other code are trained again. */
  readonly madeBy: string;
  /** Called with the share of this network's training done since the last call. */
  readonly advance: (share: number) => void;
}

const RECORD_FILE = "network.json";
const recordSchema = z.object({
  identity: z.string(),
  checkpoints: z.array(z.object({ step: z.int().min(0), digest: z.string() })),
  accuracy: z.record(z.string(), z.number()),
});

export function checkpointName(spec: NetworkSpec, step: number): string {
  return `${spec.folder}/${String(step).padStart(5, "0")}.onnx`;
}

/** Bytes of a checkpoint as they were written; what is used must be what is recorded. Throws `INPUT`. */
export async function checkpointBytes(store: Store, name: string, expected: string): Promise<Uint8Array> {
  const bytes = await store.read(name);
  if (bytes !== undefined && digest([bytes]) === expected) return bytes;
  throw new StillpointError(
    "INPUT",
    `checkpoint ${store.locate(name)}: expected the file that was trained; got ${bytes === undefined ? "none" : "another, it changed since"}; run again with --resume, it is then trained anew`,
  );
}

/** The spec with the last checkpoint of the network that teaches it. Throws `INPUT` where its file has changed. */
export async function withTeacher(spec: NetworkSpec, taughtBy: TrainedNetwork, store: Store): Promise<NetworkSpec> {
  const { step, digest: expected } = taughtBy.checkpoints.at(-1)!;
  return { ...spec, teacher: await checkpointBytes(store, checkpointName(taughtBy.spec, step), expected) };
}

/**
 * The network as an earlier run left it; undefined when there is none, it was trained differently, or one of its files
 * is not what was written.
 */
export async function finishedNetwork(
  spec: NetworkSpec,
  matter: TrainingMatter,
  { store, madeBy }: Pick<TrainingContext, "store" | "madeBy">,
): Promise<TrainedNetwork | undefined> {
  const text = await readText(store, `${spec.folder}/${RECORD_FILE}`);
  if (text === undefined) return undefined;
  const record = recordSchema.safeParse(parseJson(text));
  if (!record.success || record.data.identity !== identityOf(spec, matter, madeBy)) return undefined;
  const { checkpoints, accuracy } = record.data;
  for (const { step, digest: expected } of checkpoints) {
    const bytes = await store.read(checkpointName(spec, step));
    if (bytes === undefined || digest([bytes]) !== expected) return undefined;
  }
  return { spec, checkpoints, accuracy };
}

/**
 * Trains one network, writing a checkpoint as soon as it exists and the record last; a student's spec has its teacher's
 * bytes. Throws `INTERRUPTED`.
 */
export async function trainNetwork(
  spec: NetworkSpec,
  matter: TrainingMatter,
  { store, runtime, signal, madeBy, advance }: TrainingContext,
): Promise<TrainedNetwork> {
  const { data, settings } = matter;
  await store.remove(spec.folder);
  const comparison: ComparedTraining = {
    network: spec.family.network,
    seed: spec.trainingSeed,
    ...(spec.order === undefined ? {} : { order: spec.order }),
    layer: spec.layers[0]!,
    alsoRecorded: spec.layers.slice(1),
    data: spec.role === "more-data" ? data.teacherData() : data.training,
    recipe: trialRecipe({
      steps: settings.steps,
      checkpoints: settings.checkpoints,
      peak: settings.rate,
      batchSize: settings.batch,
    }),
    runtime,
    signal,
    onStep: () => advance(1 / settings.steps),
  };
  const checkpoints: TrainingCheckpoint[] = [];
  for await (const checkpoint of trainingOf(spec, comparison)) {
    await store.write(checkpointName(spec, checkpoint.step), checkpoint.onnx);
    checkpoints.push(checkpoint);
  }
  const last = checkpoints.at(-1);
  if (last === undefined)
    throw new StillpointError(
      "RANGE",
      `training ${spec.folder}: expected at least one checkpoint; got none; train for a step at least`,
    );
  await store.write(`${spec.folder}/${PATH_FILE}`, pathRecord(checkpoints));

  const headless = spec.method === "feature";
  const final = headless ? await withHead(comparison, last.onnx, settings) : last.onnx;
  if (headless) await store.write(`${spec.folder}/head/final.onnx`, final);
  const accuracy = await data.score(final, runtime);
  const files = checkpoints.map(({ step, onnx }) => ({ step, digest: digest([onnx]) }));
  const record = { identity: identityOf(spec, matter, madeBy), checkpoints: files, accuracy };
  await store.write(`${spec.folder}/${RECORD_FILE}`, `${JSON.stringify(record, null, 1)}\n`);
  return { spec, checkpoints: files, accuracy };
}

function trainingOf(
  { method, teacher, folder }: NetworkSpec,
  comparison: ComparedTraining,
): AsyncGenerator<TrainingCheckpoint> {
  if (method === undefined) return trainScratch(comparison);
  if (teacher === undefined)
    throw new StillpointError("RANGE", `training ${folder}: expected a teacher; got none; plan its teacher first`);
  return method === "logits"
    ? trainOnLogits(comparison, teacher, LOGIT_DISTILLATION)
    : trainDistilled(comparison, teacher);
}

/** As in the paper, the layers behind the taught one learn from labels afterwards, for accuracy only. */
function withHead(comparison: ComparedTraining, network: Uint8Array, settings: Training): Promise<Uint8Array> {
  const { layer, data, seed, runtime, signal } = comparison;
  const recipe = trialRecipe({
    steps: settings.headSteps,
    checkpoints: 2,
    peak: settings.rate,
    batchSize: settings.batch,
  });
  return trainHead({ network, layer, data, recipe, seed, runtime, ...(signal === undefined ? {} : { signal }) });
}

function identityOf(spec: NetworkSpec, { data, settings }: TrainingMatter, code: string): string {
  const { family, role, trainingSeed, order, layers, teacher, method } = spec;
  const start = digest([family.network(trainingSeed), ...(teacher === undefined ? [] : [teacher])]);
  const loss = method === "logits" ? { logits: LOGIT_DISTILLATION } : {};
  const own = { family: family.id, role, trainingSeed, order, ...loss, layers };
  return JSON.stringify({ code, ...own, settings, data: data.digest, start });
}
