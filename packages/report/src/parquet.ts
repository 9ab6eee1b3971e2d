// Measurements as Parquet: one shard per job, merged in job order. The same rows give the same bytes.

import { ensure, StillpointError } from "@stillpoint/core";
import { type AsyncBuffer, type FileMetaData, parquetMetadata, parquetRead } from "hyparquet";
import { FOOTER_KEY, type Footer, type FooterJob, footerSchema, jobsChecksum } from "./footer.ts";
import {
  DOUBLE_COLUMNS,
  emptyTable,
  INTEGER_COLUMNS,
  type MeasuredMap,
  OPTIONAL_COLUMNS,
  type Shard,
  type Table,
  TEXT_COLUMNS,
  tableOf,
} from "./shard.ts";
import { tableChecksum } from "./table-checksum.ts";
import { type ByteSink, TableFile } from "./table-file.ts";
import { keySchema, mapsOf } from "./table-maps.ts";

function columnSinks(table: Table): Map<string, (index: number, value: unknown) => void> {
  const sinks = new Map<string, (index: number, value: unknown) => void>();
  for (const name of TEXT_COLUMNS) {
    const column = table.text[name];
    sinks.set(name, (index, value) => {
      column[index] = typeof value === "string" ? value : null;
    });
  }
  for (const name of INTEGER_COLUMNS) {
    const column = table.integer[name];
    sinks.set(name, (index, value) => {
      column[index] = Number(value);
    });
  }
  for (const name of DOUBLE_COLUMNS) {
    const column = table.double[name];
    sinks.set(name, (index, value) => {
      column[index] = Number(value);
    });
  }
  for (const name of OPTIONAL_COLUMNS) {
    const column = table.optional[name];
    sinks.set(name, (index, value) => {
      column[index] = typeof value === "number" ? value : null;
    });
  }
  return sinks;
}

/** One row group, `rows` rows from `start` on. */
async function readGroup(file: AsyncBuffer, metadata: FileMetaData, start: number, rows: number): Promise<Table> {
  const table = emptyTable(rows);
  const sinks = columnSinks(table);
  await parquetRead({
    file,
    metadata,
    rowStart: start,
    rowEnd: start + rows,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const sink = sinks.get(columnName);
      const from = rowStart - start;
      if (sink) for (let index = 0; index < columnData.length; index++) sink(from + index, columnData[index]);
    },
  });
  return table;
}

function broken(bytes: Uint8Array, cause: unknown): StillpointError {
  return new StillpointError(
    "STORAGE",
    `shard of ${bytes.length} bytes: expected a complete Parquet file written by Stillpoint; ` +
      `got one that is truncated or changed; delete it and run again with --resume`,
    { cause },
  );
}

interface OpenFile {
  readonly bytes: Uint8Array;
  readonly metadata: FileMetaData;
  readonly footer: Footer;
}

function open(bytes: Uint8Array): OpenFile {
  try {
    const metadata = parquetMetadata(bytes);
    const entry = metadata.key_value_metadata?.find(({ key }) => key === FOOTER_KEY);
    const footer = footerSchema.parse(JSON.parse(entry?.value ?? "null"));
    const found = jobsChecksum(footer.jobs);
    ensure(found === footer.checksum, "STORAGE", () => `jobs: expected checksum ${footer.checksum}; got ${found}`);
    const rows = metadata.row_groups.map((group) => Number(group.num_rows));
    ensure(
      rows.length === footer.groups.length && rows.every((count, index) => count === footer.groups[index]?.rows),
      "STORAGE",
      () => `row groups: expected ${footer.groups.length}, each with the rows noted; got ${rows.length}`,
    );
    return { bytes, metadata, footer };
  } catch (cause) {
    throw broken(bytes, cause);
  }
}

/** The file's row groups, each checked before it is handed out. Whoever consumes them may fail without blame on the file. */
async function* groupsOf({ bytes, metadata, footer }: OpenFile): AsyncGenerator<Table> {
  // a copy made this way owns its buffer even where the bytes are a Buffer, whose own slice is a view
  const slice = (from: number, to?: number): ArrayBuffer => new Uint8Array(bytes.subarray(from, to)).buffer;
  const file: AsyncBuffer = { byteLength: bytes.length, slice };
  let start = 0;
  for (const { rows, checksum } of footer.groups) {
    let table: Table;
    try {
      table = await readGroup(file, metadata, start, rows);
      const found = tableChecksum(table);
      ensure(found === checksum, "STORAGE", () => `checksum: expected ${checksum}; got ${found}`);
    } catch (cause) {
      throw broken(bytes, cause);
    }
    yield table;
    start += rows;
  }
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * One job's measurements as a Parquet file: one row per unit, the map's scalars repeated, exclusions and checksums
 * in the file's metadata. Deterministic: the writer stamps no time.
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
  file.finish([{ job, maps: maps.length, exclusions: kept }]);
  return concatenate(chunks);
}

/**
 * The shards of a file that `writeShard` or `mergeShards` made, every number bit by bit. All of it in memory: a merged
 * file of a large benchmark is for a data frame, not for this.
 *
 * @throws StillpointError STORAGE when the file is truncated, changed, or not one of ours.
 */
export async function readShards(bytes: Uint8Array): Promise<Shard[]> {
  const file = open(bytes);
  const maps: MeasuredMap[] = [];
  for await (const table of groupsOf(file)) {
    try {
      for (const map of mapsOf(table)) maps.push(map);
    } catch (cause) {
      throw broken(bytes, cause);
    }
  }
  let from = 0;
  return file.footer.jobs.map(({ job, maps: count, exclusions }) => {
    const shard = { job, maps: maps.slice(from, from + count), exclusions };
    from += count;
    return shard;
  });
}

/**
 * The one shard of a file that `writeShard` made.
 *
 * @throws StillpointError STORAGE as `readShards`, and when the file holds several jobs.
 */
export async function readShard(bytes: Uint8Array): Promise<Shard> {
  const shards = await readShards(bytes);
  const [shard] = shards;
  ensure(
    shard !== undefined && shards.length === 1,
    "STORAGE",
    () => `shard: expected one job; got ${shards.length}; read a merged file with readShards`,
  );
  return shard;
}

/**
 * Merges shards in the order given, which is the order of jobs, and hands the merged file to `sink` chunk by chunk.
 * The bytes depend on the measurements alone, not on how many workers made them or how often the run was resumed.
 * One shard and one row group are held at a time, besides the jobs: pass a generator that reads each shard when asked.
 *
 * @throws StillpointError STORAGE when a shard cannot be read; `sink` has then taken part of a file. Whatever `sink` throws.
 */
export async function mergeShards(
  shards: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  sink: ByteSink,
): Promise<void> {
  const jobs: FooterJob[] = [];
  const merged = new TableFile(sink);
  for await (const bytes of shards) {
    const file = open(bytes);
    for await (const table of groupsOf(file)) merged.append(table);
    for (const job of file.footer.jobs) jobs.push(job);
  }
  merged.finish(jobs);
}
