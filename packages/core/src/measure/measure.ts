// The measuring pipeline: samples x checkpoints in, results job by job out.

import type { StopSignal } from "../contract.ts";
import { ensure, StillpointError } from "../errors.ts";
import { type JobResult, type MeasureMap, measureJob } from "./job.ts";
import { JobQueue } from "./job-queue.ts";
import { ModelShelf } from "./model-shelf.ts";
import { type Job, type MeasurePlan, planJobs } from "./plan.ts";

export interface MeasureOptions {
  /** Jobs in flight and models open at a time. Default 1. */
  readonly concurrency?: number;
  /** Jobs measured before, by index: they are passed over and their models not opened. */
  readonly done?: (job: Job) => boolean;
  /**
   * Starts no further job; INTERRUPTED once the jobs in flight are finished and yielded. The function that measures a map
   * should not take the same signal, or the jobs in flight are lost.
   */
  readonly signal?: StopSignal;
  /**
   * `finished` (default) yields a job as soon as it is over, `job` by increasing index: the same bytes on any machine, at
   * the price of keeping results until all earlier jobs are over.
   */
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
 * A model may run one call at a time, so the job to start next is one of the model with the fewest jobs in flight, ties
 * in job order; with `concurrency` 1 that is job order.
 *
 * When a job fails or the signal is aborted, jobs in flight are finished and yielded first, then the error is thrown: the
 * first failure other than INTERRUPTED, abort or not. Leaving the iteration early also waits for them. Models are closed
 * in every case.
 *
 * @throws StillpointError INTERRUPTED after an abort that left jobs unmeasured; the failing job's code, with sample,
 * network and layer named and the failure as cause; USAGE and RANGE as `planJobs`.
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
      const model = await shelf.take(job);
      const batch = job.samples.flatMap((id) => samples.get(id) ?? []);
      result = await measureJob(job, plan.task, batch, model, measureMap, mapDone);
      await shelf.release(job);
      return { job, result };
    } catch (error) {
      // A model that fails to close costs nothing that was measured.
      return { job, error, ...(result === undefined ? {} : { result }) };
    }
  };

  const queue = new JobQueue(jobs, concurrency);
  const inFlight = new Map<number, Promise<Outcome>>();
  const waiting: JobResult[] = [];
  let failure: { readonly error: unknown } | undefined;
  let finished = all.length - jobs.length;
  const events = (before: number): JobEvent[] =>
    takeBefore(waiting, before).map((ready) => ({ ...ready, done: ++finished, total: all.length }));
  try {
    while (true) {
      const stopped = failure !== undefined || signal?.aborted === true;
      while (!stopped && inFlight.size < concurrency) {
        const job = queue.start();
        if (job === undefined) break;
        inFlight.set(job.index, run(job));
      }
      if (inFlight.size === 0) break;
      const { job, result, error } = await Promise.race(inFlight.values());
      inFlight.delete(job.index);
      queue.finish(job);
      if (error !== undefined && (failure === undefined || isInterruption(failure.error))) failure = { error };
      if (result !== undefined) waiting.push(result);
      yield* events(order === "finished" ? Number.POSITIVE_INFINITY : Math.min(queue.earliest, ...inFlight.keys()));
    }
    // In job order, results wait for earlier jobs, which a stopped run never starts.
    yield* events(Number.POSITIVE_INFINITY);
  } finally {
    await Promise.all(inFlight.values());
    await shelf.clear();
  }
  if (failure !== undefined) throw failure.error;
  ensure(
    queue.left === 0,
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

/** Takes out the results of jobs before an index, in job order. */
function takeBefore(waiting: JobResult[], index: number): JobResult[] {
  waiting.sort((a, b) => a.job.index - b.job.index);
  const later = waiting.findIndex(({ job }) => job.index >= index);
  return waiting.splice(0, later === -1 ? waiting.length : later);
}

function isInterruption(error: unknown): boolean {
  return error instanceof StillpointError && error.code === "INTERRUPTED";
}
