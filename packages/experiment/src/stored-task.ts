// A task read back from a store: its record, and the measurements of all its finished jobs.

import { type ExcludedMap, type Measurement, StillpointError, type TaskData } from "@stillpoint/core";
import { shardName } from "./job.ts";
import { finishedJob } from "./shard-file.ts";
import type { Store } from "./store.ts";
import { type MeasuredTask, taskId } from "./task.ts";
import { readTask, type TaskRecord, taskFile } from "./task-file.ts";

/** What a store holds of one task. */
export interface StoredTask {
  readonly record: TaskRecord;
  /** Shards of finished jobs in job order. */
  readonly shards: readonly string[];
  readonly jobs: { readonly done: number; readonly total: number };
  /** Of the complete networks; undefined where no seed has every map of every network. */
  readonly data: TaskData | undefined;
}

/**
 * Reads a task. A job that is not there, damaged or another's counts as not done; with `complete` it is an error.
 *
 * Throws `STORAGE`.
 */
export async function storedTask(store: Store, file: string, complete: boolean): Promise<StoredTask> {
  const record = await readTask(store, file);
  const measurements: Measurement[] = [];
  const exclusions: ExcludedMap[] = [];
  const shards: string[] = [];
  for (const [index, expected] of record.jobs.entries()) {
    const name = shardName(record, { index });
    const shard = await finishedJob(store, name, expected);
    if (shard === undefined) {
      if (!complete) continue;
      throw new StillpointError(
        "STORAGE",
        `shard ${store.locate(name)}: expected the measurements of job ${index}; got none or damaged ones, something else changed the folder; run again with --resume`,
      );
    }
    shards.push(name);
    measurements.push(...shard.measurements);
    exclusions.push(...shard.exclusions);
  }
  return {
    record,
    shards,
    jobs: { done: shards.length, total: record.jobs.length },
    data: taskData(record, measurements, exclusions),
  };
}

/** A measured task's data as `summarize` takes them. Throws `STORAGE` where a job is missing. */
export async function storedTaskData(store: Store, task: Pick<MeasuredTask, "task" | "layer">): Promise<TaskData> {
  const { data } = await storedTask(store, taskFile(task), true);
  if (data !== undefined) return data;
  throw new StillpointError("STORAGE", `task ${taskId(task)}: expected a network; got none; measure one`);
}

/** Everything of the seeds of which every network has every map. */
function taskData(
  { task, modality, layer, samples, runs }: TaskRecord,
  measurements: readonly Measurement[],
  exclusions: readonly ExcludedMap[],
): TaskData | undefined {
  const count = new Map<string, number>();
  const nameOf = ({ role, seed }: { readonly role: string; readonly seed: number }): string => `${role} ${seed}`;
  for (const { key } of [...measurements, ...exclusions]) count.set(nameOf(key), (count.get(nameOf(key)) ?? 0) + 1);
  const complete = (seed: number): boolean =>
    runs
      .filter((run) => run.seed === seed)
      .every((run) => count.get(nameOf(run)) === run.checkpoints.length * samples.length);
  const kept = runs.filter(({ seed }) => complete(seed));
  if (kept.length === 0) return undefined;
  const names = new Set(kept.map(nameOf));
  return {
    task,
    modality: modality.id,
    layer,
    samples,
    runs: kept,
    measurements: measurements.filter(({ key }) => names.has(nameOf(key))),
    exclusions: exclusions.filter(({ key }) => names.has(nameOf(key))),
  };
}
