// One trial: a task, three seeds of networks that differ by chance alone, and a student with planted knowledge.

import {
  type HypothesisId,
  type Measurement,
  measure,
  measureEntropy,
  type OpenModel,
  type Run,
  summarize,
  type Verdict,
} from "@stillpoint/core";
import { type Comparison, type TrainingCheckpoint, trainScratch, trialRecipe } from "@stillpoint/distill";
import { type KnownShapes, loadNetwork, OnnxFeatureModel, type WorkerPool } from "@stillpoint/onnx";
import { digest } from "../storage/digest.ts";
import { type TrialChoice, type TrialTask, trialTask } from "./pictures.ts";
import { withPlantedKnowledge } from "./planted.ts";
import { calibrationNet, INPUT, STUDY } from "./study.ts";

const TASK = "calibration";
/** Training seeds of one trial lie together, those of different trials and seeds apart. */
const SEED_STRIDE = 40;
const TRIAL_STRIDE = 10_000;

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

interface Trained {
  readonly role: "distilled" | "scratch";
  readonly seed: number;
  readonly checkpoints: readonly TrainingCheckpoint[];
}

/**
 * Runs one trial, a function of `choice` alone: training, ONNX checkpoints, maps, summary, verdicts
 * as in a benchmark. Throws `INTERRUPTED` on abort.
 */
export async function runTrial(choice: TrialChoice, pool: WorkerPool, signal: AbortSignal): Promise<TrialResult> {
  const { trial, seed } = choice;
  const task = trialTask(choice);
  const pairs = await Promise.all(
    Array.from({ length: STUDY.seedsPerTrial }, async (_, k) => {
      const base = trainingSeed(seed, trial, k);
      const initial = calibrationNet(base);
      const trained = (role: Trained["role"], order: number): Promise<Trained> =>
        trainOne(role, k, { initial, order, task, pool, signal });
      return [await trained("scratch", base + 1), await trained("distilled", base + 2)];
    }),
  );
  const networks = pairs.flat();
  const planted = networks.flatMap((network) => (network.role === "distilled" ? [plantedStudent(network)] : []));
  const maps = await measureAll(networks, task, pool, signal);
  const plantedMaps = await measureAll(planted, task, pool, signal);
  // The initial weights of a pair are the same, planted student or not, and are measured once.
  const others = maps.filter(({ key }) => key.role === "scratch" || key.step === 0);
  return {
    trial,
    chance: outcomes(networks, maps, task, trial),
    planted: outcomes(networks, [...others, ...plantedMaps], task, trial),
  };
}

/** Of initial weights; the two that follow name the orders of the data. No two trials of one seed share any. */
function trainingSeed(seed: number, trial: number, pair: number): number {
  return SEED_STRIDE * (TRIAL_STRIDE * seed + trial) + 10 * pair;
}

/** The trained checkpoints with planted knowledge; the initial one is left out. */
function plantedStudent({ checkpoints, ...student }: Trained): Trained {
  const trained = checkpoints.filter(({ step }) => step > 0);
  return { ...student, checkpoints: trained.map((each) => ({ ...each, onnx: withPlantedKnowledge(each.onnx) })) };
}

interface Training {
  readonly initial: Uint8Array;
  readonly order: number;
  readonly task: TrialTask;
  readonly pool: WorkerPool;
  readonly signal: AbortSignal;
}

async function trainOne(role: Trained["role"], seed: number, training: Training): Promise<Trained> {
  const { steps, checkpoints, learningRate, batchSize } = STUDY;
  const comparison: Comparison = {
    network: () => training.initial,
    seed: training.order,
    layer: STUDY.layer,
    data: training.task.training,
    recipe: trialRecipe({ steps, checkpoints, peak: learningRate, batchSize }),
    pool: training.pool,
    signal: training.signal,
  };
  const found: TrainingCheckpoint[] = [];
  for await (const checkpoint of trainScratch(comparison)) found.push(checkpoint);
  return { role, seed, checkpoints: found };
}

async function measureAll(
  networks: readonly Trained[],
  task: TrialTask,
  pool: WorkerPool,
  signal: AbortSignal,
): Promise<Measurement[]> {
  let like: KnownShapes | undefined;
  const example = task.measured[0]!.input.inputs;
  const open = async (id: string, bytes: Uint8Array): Promise<OpenModel> => {
    const network = await loadNetwork(bytes, example, like);
    like ??= { shapes: network.shapes, fingerprint: network.fingerprint };
    const model = new OnnxFeatureModel({ id, network, pool, from: INPUT, to: STUDY.layer });
    return { model, close: () => model.dispose() };
  };
  const plan = {
    task: TASK,
    layers: [STUDY.layer],
    samplesPerJob: task.measured.length,
    samples: task.measured.map(({ info, input }) => ({ id: info.id, units: () => input })),
    checkpoints: networks.flatMap(({ role, seed, checkpoints }) =>
      checkpoints.map(({ step, onnx }) => {
        const modelId = digest([onnx]);
        return { role, seed, step, modelId, open: () => open(modelId, onnx.slice()) };
      }),
    ),
  };
  const measurements: Measurement[] = [];
  const events = measure(
    plan,
    (layer, input, key) =>
      measureEntropy(layer, input, { seed: key.seed, sample: key.sample, sigma0: STUDY.sigma0, passes: STUDY.passes }),
    { concurrency: pool.size, signal },
  );
  for await (const event of events) measurements.push(...event.measurements);
  return measurements;
}

function outcomes(
  networks: readonly Trained[],
  measurements: readonly Measurement[],
  task: TrialTask,
  trial: number,
): Outcome[] {
  const runs = networks.map(
    ({ role, seed, checkpoints }): Run => ({
      role,
      seed,
      checkpoints: checkpoints.map(({ step, path: { layer, network } }) => ({ step, path: { layer, network } })),
    }),
  );
  const samples = task.measured.map(({ info }) => info);
  const { hypotheses } = summarize(
    { task: TASK, modality: "image", layer: STUDY.layer, samples, runs, measurements },
    { recipe: "limit", bootstrap: { seed: trial } },
  );
  return hypotheses.map(({ id, verdict, overSeeds }) => ({
    id,
    verdict,
    overSeeds: overSeeds?.verdict ?? "no-verdict",
  }));
}
