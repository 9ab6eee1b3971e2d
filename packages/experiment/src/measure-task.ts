// Measures a task job by job into a store; what is finished there already is not measured again.

import { createNoiseCache, type EngineChoice, measure, StillpointError } from "@stillpoint/core";
import { decideEngine } from "./decide-engine.ts";
import type { ExperimentEvent } from "./event.ts";
import { eventsOf } from "./event-queue.ts";
import { jobIdentity, jobsOf, mapMeasurer, planOf, shardName, shardOf } from "./job.ts";
import { finishedJob } from "./shard-file.ts";
import { sharedJobs } from "./shared-jobs.ts";
import type { Store } from "./store.ts";
import { type MeasuredTask, taskId } from "./task.ts";
import { jobDigest, writeTask } from "./task-file.ts";

/** Noise kept for the next network: all of it for several hundred small pictures. */
const NOISE_BYTES = 2 ** 28;

export interface MeasureTaskOptions {
  readonly engine: EngineChoice;
  readonly store: Store;
  /**
   * Tasks whose maps at this layer are set beside each other, this one among them, such as a trial and its control. Their
   * maps are then measured alike, as a pilot of all of them decides: with energies averaged around each sample, and with
   * less noise, where maps as `engine` asks for are not linear in their noise. What was decided is in the task's record,
   * and for good: a run that goes on repeats it. For the recipe `limit`; by default nothing is decided.
   */
  readonly adapt?: readonly MeasuredTask[];
  /** Tasks measured into the store before: what they have of the same weights and samples is not measured again. */
  readonly before?: readonly MeasuredTask[];
  /** Jobs in flight, and networks open, at a time; 1 by default. Twice the runtime's lanes keep it busy. */
  readonly concurrency?: number;
  /** Starts no further job; `INTERRUPTED` once those under way are finished and kept. */
  readonly signal?: AbortSignal;
}

/**
 * Measures every sample at the task's layer of every checkpoint. Each job is one file of the store as soon as it is
 * over: the same bytes whatever the concurrency, the order, or how often the work was stopped.
 *
 * Throws `INTERRUPTED` when the signal left jobs unmeasured, `STORAGE`, and the first failure of opening or measuring
 * with sample, network and layer named; what is finished is in the store in every case.
 */
export function measureTask(task: MeasuredTask, options: MeasureTaskOptions): AsyncGenerator<ExperimentEvent, void> {
  return eventsOf((tell, signal) => measureInto(task, { ...options, signal }, tell), options.signal);
}

async function measureInto(
  task: MeasuredTask,
  { engine: asked, store, adapt, before = [], concurrency = 1, signal }: MeasureTaskOptions,
  tell: (event: ExperimentEvent) => void,
): Promise<void> {
  const { engine, adaptation } =
    adapt === undefined || asked.recipe !== "limit"
      ? { engine: asked, adaptation: undefined }
      : await decideEngine(adapt, asked, { store, concurrency, ...(signal === undefined ? {} : { signal }) }, tell);
  const jobs = jobsOf(task, engine);
  await writeTask(store, task, jobs, engine, adaptation);
  const finished = new Set<number>();
  const shared = sharedJobs(before, engine, store);
  for (const job of jobs) {
    if (signal?.aborted) break;
    const name = shardName(task, job);
    const found = await finishedJob(store, name, jobDigest(jobIdentity(job)));
    const known = found ?? (await shared(job));
    if (known === undefined) continue;
    if (found === undefined) await store.write(name, shardOf(task, job, known));
    finished.add(job.index);
  }
  const mapsOf = (chosen: readonly { readonly samples: readonly string[] }[]): number =>
    chosen.reduce((sum, { samples }) => sum + samples.length, 0);
  const total = mapsOf(jobs);
  const skipped = mapsOf(jobs.filter(({ index }) => finished.has(index)));
  tell({ kind: "phase", name: `measuring ${taskId(task)}`, total, skipped });
  const results = measure(planOf(task), mapMeasurer(engine, createNoiseCache(NOISE_BYTES)), {
    concurrency,
    ...(signal === undefined ? {} : { signal }),
    done: ({ index }) => finished.has(index),
    progress: ({ done }) => tell({ kind: "progress", done: skipped + done, total }),
  });
  for await (const result of results) {
    const job = jobs[result.job.index];
    if (job === undefined)
      throw new StillpointError(
        "RANGE",
        `job ${result.job.index}: expected one of ${jobs.length}; got another; mend the plan`,
      );
    const name = shardName(task, job);
    await store.write(name, shardOf(task, job, result));
    tell({ kind: "job", name });
  }
  tell({ kind: "phase-done" });
}
