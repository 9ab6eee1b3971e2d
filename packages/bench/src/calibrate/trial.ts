// One trial: a task, three seeds of networks that differ by chance alone, and a student with planted knowledge.

import { type Comparison, digest, type HypothesisId, summarize, type TaskData, type Verdict } from "@stillpoint/core";
import { type ComparedTraining, type TrainingCheckpoint, trainScratch, trialRecipe } from "@stillpoint/distill";
import {
  type MeasuredTask,
  measureTask,
  memoryStore,
  storedTaskData,
  type TaskCheckpoint,
  type TaskNetwork,
} from "@stillpoint/experiment";
import { networkOpener, type OpenNetwork, type Runtime } from "@stillpoint/onnx";
import { type TrialChoice, type TrialTask, trialTask } from "./pictures.ts";
import { withPlantedKnowledge } from "./planted.ts";
import { CALIBRATION_MODALITY, calibrationNet, INPUT, STUDY } from "./study.ts";

const TASK = "calibration";
/** Training seeds of one trial lie together, those of different trials and seeds apart. */
const SEED_STRIDE = 40;
const TRIAL_STRIDE = 10_000;

/** The second scratch network of a pair stands where a student would. */
const CHANCE: Comparison = { treated: "distilled", reference: "scratch" };
/** The student with planted knowledge stands in a role of its own, so that one measurement serves both comparisons. */
const PLANTED: Comparison = { treated: "placebo", reference: "scratch" };

/** What a hypothesis came to in one trial. */
export interface Outcome {
  readonly id: HypothesisId;
  readonly verdict: Verdict;
  /** With seeds as the only unit of replication. */
  readonly overSeeds: Verdict;
}

export interface TrialResult {
  readonly trial: number;
  /** Two scratch networks per seed, equal initial weights, different order of the data. */
  readonly chance: readonly Outcome[];
  /** The first of each pair against the second with planted knowledge. */
  readonly planted: readonly Outcome[];
}

/**
 * Runs one trial, a function of `choice` alone: training, ONNX checkpoints, maps, summary, verdicts
 * as in a benchmark. Throws `INTERRUPTED` on abort.
 */
export async function runTrial(choice: TrialChoice, runtime: Runtime, signal: AbortSignal): Promise<TrialResult> {
  const { trial, seed } = choice;
  const made = trialTask(choice);
  const open = networkOpener({ runtime, from: INPUT, example: made.measured[0]?.input.inputs ?? {} });
  const networks = await Promise.all(
    Array.from({ length: STUDY.seedsPerTrial }, async (_, k): Promise<TaskNetwork[]> => {
      const base = trainingSeed(seed, trial, k);
      const initial = calibrationNet(base);
      const trained = (order: number): Promise<TrainingCheckpoint[]> =>
        trainOne({ initial, order, task: made, runtime, signal });
      const reference = await trained(base + 1);
      const twin = await trained(base + 2);
      return [
        { role: CHANCE.reference, seed: k, checkpoints: reference.map((each) => opened(each, open)) },
        { role: CHANCE.treated, seed: k, checkpoints: twin.map((each) => opened(each, open)) },
        { role: PLANTED.treated, seed: k, checkpoints: twin.map((each) => opened(planted(each), open)) },
      ];
    }),
  );
  const task: MeasuredTask = {
    task: TASK,
    modality: CALIBRATION_MODALITY,
    layer: STUDY.layer,
    from: INPUT,
    samples: made.measured,
    networks: networks.flat(),
  };
  const store = memoryStore();
  const engine = { ...CALIBRATION_MODALITY.engine, recipe: "limit", seed } as const;
  for await (const _ of measureTask(task, { engine, store, concurrency: runtime.lanes, signal }));
  const data = await storedTaskData(store, task);
  return { trial, chance: outcomes(data, CHANCE), planted: outcomes(data, PLANTED) };
}

/** Of initial weights; the two that follow name the orders of the data. No two trials of one seed share any. */
function trainingSeed(seed: number, trial: number, pair: number): number {
  return SEED_STRIDE * (TRIAL_STRIDE * seed + trial) + 10 * pair;
}

/** The initial network stays as it is: knowledge is planted from the first trained checkpoint on. */
function planted(checkpoint: TrainingCheckpoint): TrainingCheckpoint {
  return checkpoint.step === 0 ? checkpoint : { ...checkpoint, onnx: withPlantedKnowledge(checkpoint.onnx) };
}

/** Equal initial weights are measured once. */
function opened({ step, path: { layer, network }, onnx }: TrainingCheckpoint, open: OpenNetwork): TaskCheckpoint {
  const identity = digest([onnx]);
  return { step, path: { layer, network }, identity, open: (to) => open(identity, onnx.slice(), to) };
}

interface Training {
  readonly initial: Uint8Array;
  readonly order: number;
  readonly task: TrialTask;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
}

async function trainOne({ initial, order, task, runtime, signal }: Training): Promise<TrainingCheckpoint[]> {
  const { steps, checkpoints, learningRate, batchSize } = STUDY;
  const comparison: ComparedTraining = {
    network: () => initial,
    seed: order,
    layer: STUDY.layer,
    data: task.training,
    recipe: trialRecipe({ steps, checkpoints, peak: learningRate, batchSize }),
    runtime,
    signal,
  };
  const found: TrainingCheckpoint[] = [];
  for await (const checkpoint of trainScratch(comparison)) found.push(checkpoint);
  return found;
}

function outcomes(data: TaskData, comparison: Comparison): Outcome[] {
  const { hypotheses } = summarize(data, { recipe: "limit", comparison });
  return hypotheses.map(({ id, verdict, overSeeds }) => ({
    id,
    verdict,
    overSeeds: overSeeds?.verdict ?? "no-verdict",
  }));
}
