// A job is JSON, a shard is bytes: what to measure, and what came of it, wherever it runs.

import {
  bytesOf,
  digest,
  type EngineChoice,
  type Job,
  type MeasureMap,
  type MeasurePlan,
  mapOptions,
  measureEntropy,
  measureJob,
  type NoiseCache,
  type PlannedCheckpoint,
  planJobs,
  StillpointError,
} from "@stillpoint/core";
import { type Shard, writeShard } from "@stillpoint/report";
import { type MeasuredTask, taskId, taskSlug } from "./task.ts";

/** Samples of one job: what a killed run loses at most, per job in flight. */
const SAMPLES_PER_JOB = 24;

/** A batch of samples at one layer of one set of weights, with all that decides its result. Plain data. */
export interface TaskJob extends Job {
  readonly task: string;
  readonly from: string;
  readonly engine: EngineChoice;
  /** Names the samples' inputs and units. */
  readonly data: string;
  /** Code and runtime, where the task says. */
  readonly madeBy?: string;
}

/**
 * All jobs of a task, checkpoint by checkpoint. The same task and engine give the same jobs on any machine; `JSON.parse`
 * gives back what `JSON.stringify` took.
 *
 * Throws `USAGE` for a sample or checkpoint that appears twice.
 */
export function jobsOf(task: MeasuredTask, engine: EngineChoice): TaskJob[] {
  const data = samplesDigest(task);
  return planJobs(planOf(task)).map((job) => ({
    ...job,
    task: task.task,
    from: task.from,
    engine,
    data,
    ...(task.madeBy === undefined ? {} : { madeBy: task.madeBy }),
  }));
}

/**
 * Measures one job and returns its shard, a Parquet file that names the job. The same job gives the same bytes, however
 * often and wherever it runs.
 *
 * Throws `USAGE` for a job of another task; what opening and measuring throw, with sample, network and layer named.
 */
export async function runJob(task: MeasuredTask, job: TaskJob): Promise<Uint8Array> {
  const plan = planOf(task);
  const checkpoint = checkpointOf(task, job, plan);
  const model = await checkpoint.open(job.layer);
  try {
    const own = new Set(job.samples);
    const samples = plan.samples.filter(({ id }) => own.has(id));
    const result = await measureJob(job, task.task, samples, model, mapMeasurer(job.engine), () => undefined);
    return shardOf(task, job, result);
  } finally {
    await model.close();
  }
}

/** Name of a job's shard in a store. */
export function shardName(task: Pick<MeasuredTask, "task" | "layer">, job: Pick<Job, "index">): string {
  return `${shardFolder(task)}/${String(job.index).padStart(5, "0")}.parquet`;
}

export function shardFolder(task: Pick<MeasuredTask, "task" | "layer">): string {
  return `shards/${taskSlug(task)}`;
}

/** What a shard carries to name its job. */
export function jobIdentity(job: TaskJob): string {
  return JSON.stringify(job);
}

/** What core's pipeline measures. */
export function planOf({ task, layer, samples, networks }: MeasuredTask): MeasurePlan {
  return {
    task,
    layers: [layer],
    samplesPerJob: SAMPLES_PER_JOB,
    // A sample's input may be made when it is asked for, so that not all are in memory.
    samples: samples.map((sample) => ({ id: sample.info.id, units: () => sample.input })),
    checkpoints: networks.flatMap(({ role, seed, checkpoints }) =>
      checkpoints.map(({ step, identity, open }) => ({ role, seed, step, modelId: identity, open })),
    ),
  };
}

/** Measures one map by an engine choice; `cache` saves drawing the same noise again. */
export function mapMeasurer(engine: EngineChoice, cache?: NoiseCache): MeasureMap {
  return (layer, input, { sample }) =>
    measureEntropy(layer, input, { ...mapOptions(engine), sample, ...(cache === undefined ? {} : { cache }) });
}

/** A finished job as a file. */
export function shardOf(
  task: MeasuredTask,
  job: TaskJob,
  result: Omit<Awaited<ReturnType<typeof measureJob>>, "job">,
): Uint8Array {
  const own = new Set(job.samples);
  const units = new Map(task.samples.flatMap(({ info }) => (own.has(info.id) ? [[info.id, info.units] as const] : [])));
  const shard: Shard = {
    job: jobIdentity(job),
    maps: result.measurements.map((measurement) => ({ measurement, units: units.get(measurement.key.sample) ?? [] })),
    exclusions: result.exclusions.map(({ key, reason }) => ({ sample: key.sample, reason, key })),
  };
  return writeShard(shard);
}

/** The checkpoint to open for a job, which must be the task's own to the last field: its shard will say so. */
function checkpointOf(task: MeasuredTask, job: TaskJob, { checkpoints }: MeasurePlan): PlannedCheckpoint {
  if (job.task !== task.task || job.layer !== task.layer) throw foreign(task, job, `one of ${taskId(job)}`);
  if (job.madeBy !== task.madeBy) throw foreign(task, job, `one for ${job.madeBy ?? "unnamed code"}`);
  const own = jobsOf(task, job.engine)[job.index];
  if (own !== undefined && own.data !== job.data) throw foreign(task, job, "one of other samples or units");
  const network = job.networks[0];
  const found = checkpoints.find(({ role, seed, step }) => {
    return role === network?.role && seed === network.seed && step === network.step;
  });
  if (own !== undefined && found !== undefined && jobIdentity(own) === jobIdentity(job)) return found;
  throw foreign(task, job, `one of other networks, weights or batches (${job.modelId})`);
}

function foreign(task: MeasuredTask, job: TaskJob, got: string): StillpointError {
  return new StillpointError(
    "USAGE",
    `job ${job.index}: expected a job of ${taskId(task)} as it is now; got ${got}; make the jobs with jobsOf(task, engine)`,
  );
}

/** Names everything about the samples that decides a map: inputs, units, and which scalar belongs to which. */
export function samplesDigest({ samples }: MeasuredTask): string {
  return digest(sampleBytes(samples));
}

/** One sample after the other, so that not all inputs are in memory. */
function* sampleBytes(samples: MeasuredTask["samples"]): Generator<Uint8Array> {
  for (const sample of samples) {
    const { info, input } = sample;
    const shapes = [input.unitOf.shape, ...Object.entries(input.inputs).map(([name, { shape }]) => [name, shape])];
    yield new TextEncoder().encode(JSON.stringify([info, shapes]));
    yield bytesOf(input.unitOf.data);
    for (const tensor of Object.values(input.inputs)) yield bytesOf(tensor.data);
  }
}
