// Finished jobs in a store, recognised by what they carry and never trusted by name alone.

import { type ExcludedMap, type Measurement, StillpointError } from "@stillpoint/core";
import { readShard } from "@stillpoint/report";
import type { Store } from "./store.ts";
import { jobDigest } from "./task-file.ts";

/** What a finished job found. */
export interface FinishedJob {
  readonly measurements: readonly Measurement[];
  readonly exclusions: readonly ExcludedMap[];
}

/**
 * The results of the job whose identity has this digest; undefined where there is no such file, it is another job's, or
 * it is damaged: all of them are measured again.
 */
export async function finishedJob(store: Store, name: string, expected: string): Promise<FinishedJob | undefined> {
  const bytes = await store.read(name);
  if (bytes === undefined) return undefined;
  try {
    const shard = await readShard(bytes);
    if (jobDigest(shard.job) !== expected) return undefined;
    const exclusions = shard.exclusions.flatMap(({ key, reason }) => (key === undefined ? [] : [{ key, reason }]));
    if (exclusions.length < shard.exclusions.length) return undefined;
    return { measurements: shard.maps.map(({ measurement }) => measurement), exclusions };
  } catch (error) {
    if (error instanceof StillpointError && error.code === "STORAGE") return undefined;
    throw error;
  }
}
