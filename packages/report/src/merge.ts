// Shards into entropies.parquet, in the order of jobs: the same measurements give the same bytes.

import { ensure } from "@stillpoint/core";
import type { CountedMaps } from "./counted-columns.ts";
import type { FooterJob } from "./footer.ts";
import { tablesOf } from "./parquet-reader.ts";
import { openShard } from "./shard-file.ts";
import { type ByteSink, TableFile } from "./table-file.ts";

/** A shard to be merged. */
export interface ShardEntry {
  /** For messages, such as the file's name. */
  readonly name: string;
  /** Undefined where the shard is missing, which ends the merge: rows are never left out. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * entropies.parquet of a run that grows: shards are appended once, in the order of jobs, and at any time `tail` makes
 * what the sink has taken a whole file. The bytes depend on the measurements alone, not on how many workers made them,
 * how often the run was resumed, or what was written in between.
 */
export class ShardMerge {
  readonly #file: TableFile;
  readonly #jobs: FooterJob[] = [];

  /** With the columns of a report that counted the maps, where `countedMaps` is given. */
  constructor(sink: ByteSink, countedMaps?: CountedMaps) {
    this.#file = new TableFile(sink, countedMaps);
  }

  /**
   * Adds a shard; wait for each before the next. One row group is held besides the jobs.
   *
   * @throws StillpointError STORAGE when the shard is missing or a byte of it is, by name. Whatever the sink throws.
   */
  async append({ name, bytes }: ShardEntry): Promise<void> {
    ensure(
      bytes !== undefined,
      "STORAGE",
      () => `shard ${name}: expected its bytes; got none; measure it again before merging`,
    );
    const file = openShard(`shard ${name}`, bytes);
    for (const table of tablesOf(file, false)) this.#file.append(table);
    for (const job of file.footer.jobs) this.#jobs.push(job);
  }

  /** What makes the bytes that the sink has taken so far a whole Parquet file. More shards may be appended afterwards. */
  tail(): Uint8Array {
    return this.#file.tail(this.#jobs);
  }
}

/**
 * Merges shards in the order given, which is the order of jobs, and hands the merged file to `sink` chunk by chunk. One
 * shard and one row group are held at a time, besides the jobs: pass a generator that reads each shard when asked. The
 * merged file has no checksum of its bytes; its row groups have theirs.
 *
 * With `countedMaps` the file says how a report counted: `id`, `group`, `isPoint`, `background`, `threshold` and
 * `weightDistance` beside what was measured, null where the report has nothing to say.
 *
 * @throws StillpointError STORAGE when a shard is missing or a byte of it is, by name; `sink` has then taken part of a
 * file. Whatever `sink` throws.
 */
export async function mergeShards(
  shards: Iterable<ShardEntry> | AsyncIterable<ShardEntry>,
  sink: ByteSink,
  countedMaps?: CountedMaps,
): Promise<void> {
  const merge = new ShardMerge(sink, countedMaps);
  for await (const entry of shards) await merge.append(entry);
  sink(merge.tail());
}
