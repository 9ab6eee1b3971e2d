// The measuring pipeline: samples x checkpoints in, results job by job out.

import { ensure } from "../errors.ts";
import { type JobResult, type MeasureMap, runJob } from "./job.ts";
import { ModelShelf } from "./model-shelf.ts";
import { type Job, type MeasurePlan, planJobs } from "./plan.ts";

export interface MeasureOptions {
  /** Jobs in flight at a time. Default 1. */
  readonly concurrency?: number;
  /** Jobs measured before, by index: they are passed over and their models not opened. */
  readonly done?: (job: Job) => boolean;
  /** Stops with INTERRUPTED once the jobs in flight are finished and yielded. */
  readonly signal?: AbortSignal;
  /** `finished` (default) yields a job as soon as it is over, `job` by increasing index: the same bytes on any machine. */
  readonly order?: "finished" | "job";
  /** Called after every map; counts cover the jobs that run now. */
  readonly progress?: (progress: MapProgress) => void;
}

export interface MapProgress {
  readonly done: number;
  readonly total: number;
}

/** A finished job and how far the run is: `done` of `total` jobs, those passed over included in both. */
export interface JobEvent extends JobResult {
  readonly done: number;
  readonly total: number;
}

/**
 * Measures every sample at every layer of every checkpoint and yields each job when it is finished. The caller brings the
 * function that measures one map (`measureEntropy` with its options).
 *
 * When a job fails or the signal is aborted, jobs in flight are finished and yielded first, then the error is thrown.
 * Leaving the iteration early also waits for them. Models are closed in every case.
 *
 * @throws StillpointError INTERRUPTED after an abort; the failing job's code, with sample, network and layer named and
 * the failure as cause; USAGE and RANGE as `planJobs`.
 */
export async function* measure(
  plan: MeasurePlan,
  measureMap: MeasureMap,
  options: MeasureOptions = {},
): AsyncGenerator<JobEvent, void, undefined> {
  const { concurrency = 1, signal, order = "finished" } = options;
  ensure(
    Number.isInteger(concurrency) && concurrency >= 1,
    "RANGE",
    () => `concurrency: expected an integer >= 1; got ${concurrency}; use the number of workers`,
  );
  const all = planJobs(plan);
  const jobs = all.filter((job) => options.done?.(job) !== true);
  const samples = new Map(plan.samples.map((sample) => [sample.id, sample]));
  const shelf = new ModelShelf(plan, jobs);
  const maps = { done: 0, total: jobs.reduce((sum, job) => sum + job.samples.length, 0) };
  const mapDone = (): void => {
    maps.done++;
    options.progress?.({ ...maps });
  };
  const run = async (job: Job): Promise<Outcome> => {
    let result: JobResult | undefined;
    try {
      const { model } = await shelf.take(job);
      const batch = job.samples.flatMap((id) => samples.get(id) ?? []);
      result = await runJob(job, plan.task, batch, model, measureMap, mapDone);
      await shelf.release(job);
      return { job, result };
    } catch (error) {
      // A model that fails to close costs nothing that was measured.
      return { job, error, ...(result === undefined ? {} : { result }) };
    }
  };

  const inFlight = new Map<number, Promise<Outcome>>();
  const waiting: JobResult[] = [];
  let failure: { readonly error: unknown } | undefined;
  let finished = all.length - jobs.length;
  let next = 0;
  try {
    while (true) {
      const stopped = failure !== undefined || signal?.aborted === true;
      while (!stopped && next < jobs.length && inFlight.size < concurrency) {
        const job = jobs[next++]!;
        inFlight.set(job.index, run(job));
      }
      if (inFlight.size === 0) break;
      const { job, result, error } = await Promise.race(inFlight.values());
      inFlight.delete(job.index);
      if (error !== undefined) failure ??= { error };
      if (result !== undefined) waiting.push(result);
      for (const ready of takeReady(waiting, order, inFlight)) yield { ...ready, done: ++finished, total: all.length };
    }
  } finally {
    await Promise.all(inFlight.values());
    await shelf.clear();
  }
  if (failure !== undefined) throw failure.error;
  ensure(
    next === jobs.length,
    "INTERRUPTED",
    () =>
      `measuring: expected ${all.length} jobs; got ${finished} before it was stopped; run again with the finished jobs passed over`,
  );
}

/** A job that is over, well (`result`) or badly (`error`). What is thrown is always an error, never undefined. */
interface Outcome {
  readonly job: Job;
  readonly result?: JobResult;
  readonly error?: unknown;
}

/** Takes out what may be yielded now: everything, or in job order whatever no running job precedes. */
function takeReady(
  waiting: JobResult[],
  order: "finished" | "job",
  inFlight: ReadonlyMap<number, unknown>,
): JobResult[] {
  if (order === "finished") return waiting.splice(0);
  waiting.sort((a, b) => a.job.index - b.job.index);
  const earliest = Math.min(...inFlight.keys());
  const ready = waiting.findIndex(({ job }) => job.index > earliest);
  return waiting.splice(0, ready === -1 ? waiting.length : ready);
}
