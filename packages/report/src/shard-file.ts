// One job's measurements as bytes and back: a Parquet file that carries a checksum of itself.

import { ensure } from "@stillpoint/core";
import { broken, type OpenFile, openFile, tablesOf } from "./parquet-reader.ts";
import { BLANK, isSealed, SEAL_KEY, seal } from "./seal.ts";
import { type MeasuredMap, type Shard, tableOf } from "./shard.ts";
import { joined, TableFile } from "./table-file.ts";
import { keySchema, mapsOf } from "./table-maps.ts";

/**
 * One job's measurements as a Parquet file: one row per unit, the map's scalars repeated, exclusions in the file's
 * metadata, where `stillpoint.crc32/1` is a checksum of all its bytes. Deterministic: the writer stamps no time.
 *
 * @throws StillpointError SHAPE when a map does not fit its units.
 */
export function writeShard({ job, maps, exclusions }: Shard): Uint8Array {
  const chunks: Uint8Array[] = [];
  const file = new TableFile((chunk) => chunks.push(chunk));
  file.append(tableOf(maps));
  // The checksum is over the footer as it reads back, so keys take the schema's order.
  const kept = exclusions.map(({ sample, reason, key }) => {
    return { sample, reason, ...(key ? { key: keySchema.parse(key) } : {}) };
  });
  const place = [{ key: SEAL_KEY, value: BLANK }];
  const bytes = joined([...chunks, file.tail([{ job, maps: maps.length, exclusions: kept }], place)]);
  seal(bytes);
  return bytes;
}

/**
 * Opens a file that `writeShard` made. The checksum of its bytes comes first: nothing damaged reaches the Parquet reader.
 *
 * @throws StillpointError STORAGE when a byte is missing or changed, or the file is not a shard.
 */
export function openShard(what: string, bytes: Uint8Array): OpenFile {
  if (!isSealed(bytes)) throw broken(what, bytes);
  try {
    return openFile(bytes);
  } catch (cause) {
    throw broken(what, bytes, cause);
  }
}

/** The maps of every row group. */
function mapsIn(file: OpenFile, check: boolean): MeasuredMap[] {
  const maps: MeasuredMap[] = [];
  for (const table of tablesOf(file, check)) {
    for (const map of mapsOf(table)) maps.push(map);
  }
  return maps;
}

/**
 * The shard in a file that `writeShard` made, every number bit by bit.
 *
 * @throws StillpointError STORAGE when a byte is missing or changed, or the file is not a shard; within the time it takes
 * to read the bytes once.
 */
export async function readShard(bytes: Uint8Array): Promise<Shard> {
  const file = openShard("shard", bytes);
  const [job] = file.footer.jobs;
  ensure(job !== undefined, "STORAGE", () => "shard: expected one job; got none; delete it and measure it again");
  try {
    return { job: job.job, maps: mapsIn(file, false), exclusions: job.exclusions };
  } catch (cause) {
    throw broken("shard", bytes, cause);
  }
}

/**
 * The shards in a file that `mergeShards` made. All of it in memory: the merged file of a large benchmark is for a data
 * frame, not for this. Its numbers are checked against the checksums of its row groups.
 *
 * @throws StillpointError STORAGE when the file is truncated, changed, or not one of ours, such as a Parquet file of
 * another program; in time and memory proportional to its bytes.
 */
export async function readMerged(bytes: Uint8Array): Promise<Shard[]> {
  try {
    const file = openFile(bytes);
    const maps = mapsIn(file, true);
    const counted = file.footer.jobs.reduce((sum, job) => sum + job.maps, 0);
    ensure(
      counted === maps.length,
      "STORAGE",
      () => `maps: expected ${counted} of all jobs; got ${maps.length}; measure it again`,
    );
    let from = 0;
    return file.footer.jobs.map(({ job, maps: count, exclusions }) => {
      from += count;
      return { job, maps: maps.slice(from - count, from), exclusions };
    });
  } catch (cause) {
    throw broken("merged file", bytes, cause, "pass the entropies.parquet of a run, or run it again to write it");
  }
}
