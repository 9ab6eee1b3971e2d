// Jobs of one task that another has finished: the same weights, samples and engine give the same maps.

import type { EngineChoice, ExcludedMap, Measurement } from "@stillpoint/core";
import { jobIdentity, jobsOf, shardName, type TaskJob } from "./job.ts";
import { type FinishedJob, finishedJob } from "./shard-file.ts";
import type { Store } from "./store.ts";
import type { MeasuredTask } from "./task.ts";
import { jobDigest } from "./task-file.ts";

/** Finds what tasks measured before have of a job; undefined where they have not measured it. */
export type SharedJobs = (job: TaskJob) => Promise<FinishedJob | undefined>;

/** The finished jobs of `tasks` in the store, under the names of the job that asks. */
export function sharedJobs(tasks: readonly MeasuredTask[], engine: EngineChoice, store: Store): SharedJobs {
  const known = new Map<string, { readonly task: MeasuredTask; readonly job: TaskJob }>();
  for (const task of tasks) for (const job of jobsOf(task, engine)) known.set(measuredBy(job), { task, job });
  return async (job) => {
    const other = known.get(measuredBy(job));
    if (other === undefined) return undefined;
    const found = await finishedJob(store, shardName(other.task, other.job), jobDigest(jobIdentity(other.job)));
    return found === undefined ? undefined : renamed(found, job);
  };
}

/** All that decides a job's maps, in the order in which `jobsOf` says it: not whose they are called. */
function measuredBy({ index, task, networks, ...deciding }: TaskJob): string {
  return JSON.stringify(deciding);
}

/** As the job itself would have measured it: sample by sample, each for all networks that share the weights. */
function renamed({ measurements, exclusions }: FinishedJob, { task, layer, networks, samples }: TaskJob): FinishedJob {
  const maps = firstOf(measurements);
  const reasons = firstOf(exclusions);
  const own: { measurements: Measurement[]; exclusions: ExcludedMap[] } = { measurements: [], exclusions: [] };
  for (const sample of samples) {
    for (const network of networks) {
      const key = { task, layer, ...network, sample };
      const [map, reason] = [maps.get(sample)?.map, reasons.get(sample)?.reason];
      if (map !== undefined) own.measurements.push({ key, map });
      else if (reason !== undefined) own.exclusions.push({ key, reason });
    }
  }
  return own;
}

function firstOf<T extends Pick<Measurement, "key">>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map(all.toReversed().map((one) => [one.key.sample, one]));
}
