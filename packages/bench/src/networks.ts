// Trains the networks of a benchmark and keeps them as ONNX files; finished ones are not trained again.

import { digest, parseJson, type Role, StillpointError } from "@stillpoint/core";
import {
  type ComparedTraining,
  type TrainingCheckpoint,
  trainDistilled,
  trainHead,
  trainScratch,
  trialRecipe,
} from "@stillpoint/distill";
import { PATH_FILE, pathRecord, readText, type Store } from "@stillpoint/experiment";
import type { Runtime } from "@stillpoint/onnx";
import { z } from "zod";
import type { NetworkFamily, Training } from "./benchmark.ts";
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
  /** Folder of its checkpoints, relative to the store. */
  readonly folder: string;
  /** Who teaches it: the trained teacher, for a placebo an untrained network; absent for scratch and null. */
  readonly teacher?: Uint8Array;
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

/** Trains one network, writing a checkpoint as soon as it exists and the record last. Throws `INTERRUPTED`. */
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
    layer: spec.layers[0]!,
    alsoRecorded: spec.layers.slice(1),
    data: data.training,
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
  const run = spec.teacher === undefined ? trainScratch(comparison) : trainDistilled(comparison, spec.teacher);
  const checkpoints: TrainingCheckpoint[] = [];
  for await (const checkpoint of run) {
    await store.write(checkpointName(spec, checkpoint.step), checkpoint.onnx);
    checkpoints.push(checkpoint);
  }
  const last = checkpoints.at(-1);
  if (last === undefined)
    throw new StillpointError("RANGE", `training ${spec.folder}: expected at least one checkpoint; got none`);
  await store.write(`${spec.folder}/${PATH_FILE}`, pathRecord(checkpoints));

  const taught = spec.teacher !== undefined;
  const final = taught ? await withHead(comparison, last.onnx, settings) : last.onnx;
  if (taught) await store.write(`${spec.folder}/head/final.onnx`, final);
  const accuracy = await data.score(final, runtime);
  const files = checkpoints.map(({ step, onnx }) => ({ step, digest: digest([onnx]) }));
  const record = { identity: identityOf(spec, matter, madeBy), checkpoints: files, accuracy };
  await store.write(`${spec.folder}/${RECORD_FILE}`, `${JSON.stringify(record, null, 1)}\n`);
  return { spec, checkpoints: files, accuracy };
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
  const { family, role, trainingSeed, layers, teacher } = spec;
  const start = digest([family.network(trainingSeed), ...(teacher === undefined ? [] : [teacher])]);
  return JSON.stringify({ code, family: family.id, role, trainingSeed, layers, settings, data: data.digest, start });
}
