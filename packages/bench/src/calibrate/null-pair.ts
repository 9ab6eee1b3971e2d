// A pair of real networks that differ by chance alone: a benchmark's data, network, training and engine.

import { digest, type EngineChoice, engineChoice, ensure, StillpointError } from "@stillpoint/core";
import { type ComparedTraining, type TrainingCheckpoint, trainScratch, trialRecipe } from "@stillpoint/distill";
import {
  type MeasuredTask,
  measureTask,
  memoryStore,
  readText,
  type Store,
  storedTaskData,
  type TaskCheckpoint,
  type TaskNetwork,
} from "@stillpoint/experiment";
import { networkOpener, type OpenNetwork, type Runtime } from "@stillpoint/onnx";
import { engineOf, type NetworkFamily, type Preset } from "../benchmark.ts";
import type { BenchmarkData, BenchmarkTask } from "../benchmark-task.ts";
import type { PackageFiles } from "../package-files.ts";
import { dataSeed, pairSeed, REAL_STUDY } from "./real-study.ts";

/** Which pair. */
export interface PairChoice {
  readonly task: BenchmarkTask;
  readonly pair: number;
  /** Of the calibration. */
  readonly seed: number;
}

/** Roles of the two networks of a pair: either could be either. */
export const PAIR_ROLES = ["scratch", "distilled"] as const;

export interface PairContext {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  /** Names the code that trains and measures. */
  readonly madeBy: string;
}

/** What is measured of each pair of a benchmark. */
interface Subject {
  readonly family: NetworkFamily;
  readonly layer: string;
  readonly preset: Preset;
  readonly engine: EngineChoice;
}

function subjectOf({ benchmark }: BenchmarkTask, seed: number): Subject {
  const preset = benchmark.presets[REAL_STUDY.preset];
  const [first] = preset.networks;
  const family = benchmark.families.find(({ id }) => id === first?.family);
  const layer = first?.layers[0];
  ensure(
    family !== undefined && layer !== undefined,
    "RANGE",
    () => `calibration of ${benchmark.modality.id}: expected a network and a layer; got none; mend its smoke preset`,
  );
  const engine = engineChoice(engineOf(benchmark, family, REAL_STUDY.preset), { recipe: "limit", seed });
  return { family, layer, preset, engine };
}

/** How a store calls the pair's task, and the layer it is measured at. */
export function pairTask({ task, pair, seed }: PairChoice): Pick<MeasuredTask, "task" | "layer"> {
  const { modality, dataSet } = task.benchmark;
  const { family, layer } = subjectOf(task, seed);
  return { task: `${modality.id}/${dataSet}-${family.id}-pair-${String(pair).padStart(4, "0")}`, layer };
}

/** What is trained and measured, for people. */
export function pairSubject({ task, seed }: PairChoice): string {
  const { family, layer } = subjectOf(task, seed);
  return `${family.name} at ${layer}`;
}

/** The data of a pair's block. */
export function pairData({ task, pair, seed }: PairChoice, files: PackageFiles): Promise<BenchmarkData> {
  return task.compose({
    variant: "cue",
    preset: REAL_STUDY.preset,
    samples: REAL_STUDY.samples,
    seed: dataSeed(seed, pair),
    store: memoryStore(),
    files,
  });
}

/**
 * Trains the two networks of a pair from equal initial weights on the same data in different orders and measures both into
 * the store, unless it holds them already. The checkpoints are not kept. A function of `choice` alone.
 *
 * Throws `INTERRUPTED` on abort; the pair then is made again.
 */
export async function makePair(choice: PairChoice, data: BenchmarkData, context: PairContext): Promise<void> {
  const { store, runtime, signal, madeBy } = context;
  const { family, layer, preset, engine } = subjectOf(choice.task, choice.seed);
  const base = pairSeed(choice.seed, choice.pair);
  const initial = family.network(base);
  const example = data.samples[0]?.input.inputs ?? {};
  const open = networkOpener({ runtime, from: family.from, example });
  const networks: TaskNetwork[] = [];
  for (const [k, role] of PAIR_ROLES.entries()) {
    const training: ComparedTraining = {
      network: () => initial.slice(),
      seed: base,
      order: base + 1 + k,
      layer,
      data: data.training,
      recipe: trialRecipe({
        steps: preset.training.steps,
        checkpoints: preset.training.checkpoints,
        peak: preset.training.rate,
        batchSize: preset.training.batch,
      }),
      runtime,
      signal,
    };
    const checkpoints: TaskCheckpoint[] = [];
    for await (const checkpoint of trainScratch(training)) checkpoints.push(opened(checkpoint, open));
    networks.push({ role, seed: 0, checkpoints });
  }
  const { modality } = choice.task.benchmark;
  const samples = data.samples.map(({ info, input }) => ({ info, input }));
  const task: MeasuredTask = { ...pairTask(choice), modality, from: family.from, samples, networks, madeBy };
  for await (const _ of measureTask(task, { engine, store, concurrency: 1, signal }));
  await store.write(recordName(choice), `${JSON.stringify({ identity: pairIdentity(choice, data, madeBy) })}\n`);
}

/** Whether the store holds the pair as these choices, these data and this code make it. */
export async function isMade(
  choice: PairChoice,
  data: BenchmarkData,
  { store, madeBy }: PairContext,
): Promise<boolean> {
  const found = await readText(store, recordName(choice));
  if (found !== `${JSON.stringify({ identity: pairIdentity(choice, data, madeBy) })}\n`) return false;
  try {
    await storedTaskData(store, pairTask(choice));
    return true;
  } catch (error) {
    // Maps that are gone or damaged since are measured again.
    if (error instanceof StillpointError) return false;
    throw error;
  }
}

/** Written last: without it the pair is made again. */
function recordName(choice: PairChoice): string {
  return `pairs/${pairTask(choice).task}.json`;
}

/** Everything that decides the pair's maps by value, beside the code. */
function pairIdentity(choice: PairChoice, data: BenchmarkData, madeBy: string): string {
  const { family, layer, preset, engine } = subjectOf(choice.task, choice.seed);
  const base = pairSeed(choice.seed, choice.pair);
  const { samples } = REAL_STUDY;
  const bytes = [family.network(base)];
  return JSON.stringify({
    madeBy,
    family: family.id,
    layer,
    training: preset.training,
    engine,
    samples,
    base,
    dataSeed: dataSeed(choice.seed, choice.pair),
    data: data.digest,
    initial: digest(bytes),
  });
}

/** Equal initial weights are measured once. */
function opened({ step, path: { layer, network }, onnx }: TrainingCheckpoint, open: OpenNetwork): TaskCheckpoint {
  const identity = digest([onnx]);
  return { step, path: { layer, network }, identity, open: (to) => open(identity, onnx.slice(), to) };
}
