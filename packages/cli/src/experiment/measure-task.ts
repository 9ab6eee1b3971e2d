// Measures a task job by job, one Parquet shard each; finished jobs are read back instead of repeated.

import {
  createNoiseCache,
  type ExcludedMap,
  type Job,
  type Measurement,
  type MeasurePlan,
  measure,
  measureEntropy,
  type OpenModel,
  planJobs,
  StillpointError,
} from "@stillpoint/core";
import { type KnownShapes, loadNetwork, OnnxFeatureModel, type WorkerPool } from "@stillpoint/onnx";
import { readShard, writeShard } from "@stillpoint/report";
import { bytesOf, digest } from "../storage/digest.ts";
import type { OutputFolder } from "../storage/output-folder.ts";
import type { Progress } from "../terminal/progress.ts";
import { codeDigest } from "./code-digest.ts";
import type { EngineChoice } from "./engine-choice.ts";
import type { MeasuredTask } from "./measured-task.ts";

/** Samples of one job: what a killed run loses at most, per job in flight. */
const SAMPLES_PER_JOB = 24;
/** A worker stays busy while the main thread works on another map; networks above the size are too large for that. */
const JOBS_PER_WORKER = 2;
const LARGE_NETWORK = 2 ** 26;
/** Packages whose code decides what a map is. */
const MEASURING_CODE = ["core", "autodiff", "onnx"];
/** Noise kept for the next network: all of it for several hundred small pictures. */
const NOISE_BYTES = 2 ** 28;

export interface MeasuringContext {
  readonly folder: OutputFolder;
  readonly pool: WorkerPool;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly resume: boolean;
}

export interface TaskMeasurements {
  readonly measurements: readonly Measurement[];
  readonly exclusions: readonly ExcludedMap[];
  /** Shard files in job order, relative to the folder. */
  readonly shards: readonly string[];
  readonly jobs: { readonly done: number; readonly total: number };
  /** Set when the caller's signal stopped the work. */
  readonly interrupted: boolean;
}

/** `image/emoji-vgg@fc1` as a folder name: `image~emoji-vgg@fc1`. Different tasks and layers have different names. */
export function taskSlug(task: MeasuredTask): string {
  const plain = (text: string): string =>
    text.replaceAll(/[^A-Za-z0-9._-]/g, (letter) => (letter === "/" ? "~" : `%${letter.codePointAt(0)?.toString(16)}`));
  return `${plain(task.task)}@${plain(task.layer)}`;
}

/** Measures every sample at the task's layer of every checkpoint. */
export async function measureTask(
  task: MeasuredTask,
  engine: EngineChoice,
  context: MeasuringContext,
): Promise<TaskMeasurements> {
  const { folder, pool, progress, signal } = context;
  const { plan, largest } = planOf(task, pool);
  const jobs = planJobs(plan);
  const slug = taskSlug(task);
  const name = (job: Job): string => `shards/${slug}/${String(job.index).padStart(5, "0")}.parquet`;
  const samples = samplesDigest(task);
  const code = codeDigest(MEASURING_CODE);
  const identity = (job: Job): string => JSON.stringify({ code, engine, from: task.from, data: samples, ...job });

  const found = new Map<number, Kept>();
  if (context.resume) {
    for (const job of jobs) {
      const kept = await readBack(folder, name(job), identity(job));
      if (kept !== undefined) found.set(job.index, kept);
    }
  } else folder.remove(`shards/${slug}`);

  const maps = jobs.reduce((sum, job) => sum + job.samples.length, 0);
  const skipped = jobs.filter((job) => found.has(job.index)).reduce((sum, job) => sum + job.samples.length, 0);
  progress.start(`measuring ${task.task}@${task.layer}`, maps, skipped);
  const units = new Map(task.samples.map(({ info }) => [info.id, info.units]));
  const cache = createNoiseCache(NOISE_BYTES);
  let interrupted = false;
  try {
    const events = measure(
      plan,
      (layer, input, key) => measureEntropy(layer, input, { ...engine, sample: key.sample, cache }),
      {
        concurrency: pool.size * (largest > LARGE_NETWORK ? 1 : JOBS_PER_WORKER),
        signal,
        done: (job) => found.has(job.index),
        progress: ({ done }) => progress.update(skipped + done),
      },
    );
    for await (const { job, measurements, exclusions } of events) {
      const measured = measurements.map((measurement) => ({
        measurement,
        units: units.get(measurement.key.sample) ?? [],
      }));
      const excluded = exclusions.map(({ key, reason }) => ({ sample: key.sample, reason, key }));
      folder.write(name(job), writeShard({ job: identity(job), maps: measured, exclusions: excluded }));
      found.set(job.index, { measurements, exclusions });
    }
  } catch (error) {
    if (!(error instanceof StillpointError && error.code === "INTERRUPTED")) throw error;
    interrupted = true;
  }
  progress.finish();
  const kept = jobs.filter((job) => found.has(job.index));
  return {
    measurements: kept.flatMap((job) => found.get(job.index)?.measurements ?? []),
    exclusions: kept.flatMap((job) => found.get(job.index)?.exclusions ?? []),
    shards: kept.map(name),
    jobs: { done: kept.length, total: jobs.length },
    interrupted,
  };
}

interface Kept {
  readonly measurements: readonly Measurement[];
  readonly exclusions: readonly ExcludedMap[];
}

/** A finished job's results, or undefined when there are none, or they belong to another job, or the file is broken. */
async function readBack(folder: OutputFolder, name: string, identity: string): Promise<Kept | undefined> {
  const bytes = folder.read(name);
  if (bytes === undefined) return undefined;
  try {
    const shard = await readShard(bytes);
    if (shard.job !== identity) return undefined;
    const exclusions = shard.exclusions.flatMap(({ key, reason }) => (key === undefined ? [] : [{ key, reason }]));
    if (exclusions.length < shard.exclusions.length) return undefined;
    return { measurements: shard.maps.map(({ measurement }) => measurement), exclusions };
  } catch (error) {
    if (error instanceof StillpointError && error.code === "STORAGE") return undefined;
    throw error;
  }
}

/** What to measure, and the bytes of the largest network. */
function planOf(task: MeasuredTask, pool: WorkerPool): { plan: MeasurePlan; largest: number } {
  const example = task.samples[0]?.input.inputs ?? {};
  let like: KnownShapes | undefined;
  const open = async (id: string, bytes: Uint8Array): Promise<OpenModel> => {
    const network = await loadNetwork(bytes, example, like);
    // Only what the next checkpoint needs: a network holds all its weights.
    like ??= { shapes: network.shapes, fingerprint: network.fingerprint };
    const model = new OnnxFeatureModel({ id, network, pool, from: task.from, to: task.layer });
    return { model, close: () => model.dispose() };
  };
  let largest = 0;
  const plan = {
    task: task.task,
    layers: [task.layer],
    samplesPerJob: SAMPLES_PER_JOB,
    samples: task.samples.map(({ info, input }) => ({ id: info.id, units: () => input })),
    checkpoints: task.networks.flatMap(({ role, seed, checkpoints }) =>
      checkpoints.map((checkpoint) => {
        // Equal weights are measured once: distilled and scratch start as the same network.
        const bytes = checkpoint.read();
        largest = Math.max(largest, bytes.length);
        const modelId = digest([bytes]);
        return { role, seed, step: checkpoint.step, modelId, open: () => open(modelId, checkpoint.read()) };
      }),
    ),
  };
  return { plan, largest };
}

function samplesDigest(task: MeasuredTask): string {
  return digest(
    task.samples.flatMap(({ info, input }) => {
      const shapes = [input.unitOf.shape, ...Object.entries(input.inputs).map(([name, { shape }]) => [name, shape])];
      return [
        new TextEncoder().encode(JSON.stringify([info, shapes])),
        bytesOf(input.unitOf.data),
        ...Object.values(input.inputs).map((tensor) => bytesOf(tensor.data)),
      ];
    }),
  );
}
