// Measurements as Parquet: one shard per job, merged in job order. The same rows give the same bytes.

import { ensure, StillpointError } from "@stillpoint/core";
import { parquetMetadata, parquetRead } from "hyparquet";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { z } from "zod";
import { checksum } from "./checksum.ts";
import {
  DOUBLE_COLUMNS,
  emptyTable,
  INTEGER_COLUMNS,
  type Shard,
  type ShardExclusion,
  type Table,
  TEXT_COLUMNS,
  tableOf,
} from "./shard.ts";
import { keySchema, mapsOf } from "./table-maps.ts";

/** The columns of the format first, in its order; then the scalars of the map, repeated on each of its rows. */
const ORDER: readonly string[] = [
  "task",
  "layer",
  "seed",
  "role",
  "step",
  "sample",
  "unit",
  "label",
  "region",
  "part",
  "entropy",
  "standardError",
  "recipe",
  "meanEntropy",
  "referenceDistortion",
  "distortion",
  "nonLinearity",
  "passes",
  "unitsAtBound",
  "monteCarloError",
  "shiftError",
  "stop",
];

/** Key of the file's metadata entry that holds jobs, exclusions and the checksum. */
const FOOTER_KEY = "stillpoint.shard/1";

const ROWS_PER_GROUP = 100_000;

interface FooterJob {
  readonly job: string;
  readonly maps: number;
  readonly exclusions: readonly ShardExclusion[];
}

interface Footer {
  readonly jobs: readonly FooterJob[];
  readonly rows: number;
  readonly checksum: number;
}

const footerSchema: z.ZodType<Footer> = z.object({
  jobs: z.array(
    z.object({
      job: z.string(),
      maps: z.int(),
      exclusions: z.array(z.object({ sample: z.string(), reason: z.string(), key: z.exactOptional(keySchema) })),
    }),
  ),
  rows: z.int(),
  checksum: z.int(),
});

function contentChecksum(table: Table, jobs: readonly FooterJob[]): number {
  const encoder = new TextEncoder();
  let value = checksum(encoder.encode(JSON.stringify(jobs)));
  for (const name of TEXT_COLUMNS) value = checksum(encoder.encode(JSON.stringify(table.text[name])), value);
  for (const name of INTEGER_COLUMNS) value = checksum(new Uint8Array(table.integer[name].buffer), value);
  for (const name of DOUBLE_COLUMNS) value = checksum(new Uint8Array(table.double[name].buffer), value);
  const shift = Float64Array.from(table.shiftError, (number) => number ?? 0);
  const exists = encoder.encode(table.shiftError.map((number) => (number === null ? "0" : "1")).join(""));
  return checksum(exists, checksum(new Uint8Array(shift.buffer), value));
}

function columnsOf(table: Table): ColumnSource[] {
  const columns = new Map<string, ColumnSource>();
  for (const name of TEXT_COLUMNS) {
    columns.set(name, { name, data: table.text[name], type: "STRING", nullable: name === "part" });
  }
  for (const name of INTEGER_COLUMNS) {
    columns.set(name, { name, data: table.integer[name], type: "INT32", nullable: false });
  }
  for (const name of DOUBLE_COLUMNS) {
    // a dictionary would merge 0 and -0; entropies hardly ever repeat anyway
    const plain = name === "entropy" || name === "standardError";
    const column: ColumnSource = { name, data: table.double[name], type: "DOUBLE", nullable: false };
    columns.set(name, plain ? { ...column, encoding: "PLAIN" } : column);
  }
  columns.set("shiftError", { name: "shiftError", data: table.shiftError, type: "DOUBLE", nullable: true });
  return ORDER.flatMap((name) => columns.get(name) ?? []);
}

function encode(shards: readonly Shard[]): Uint8Array {
  const table = tableOf(shards.flatMap((shard) => shard.maps));
  const jobs: FooterJob[] = shards.map(({ job, maps, exclusions }) => ({
    job,
    maps: maps.length,
    exclusions: exclusions.map(({ sample, reason, key }) => ({ sample, reason, ...(key ? { key } : {}) })),
  }));
  const footer: Footer = { jobs, rows: table.rows, checksum: contentChecksum(table, jobs) };
  const bytes = parquetWriteBuffer({
    columnData: columnsOf(table),
    rowGroupSize: ROWS_PER_GROUP,
    kvMetadata: [{ key: FOOTER_KEY, value: JSON.stringify(footer) }],
    createdBy: "stillpoint",
  });
  return new Uint8Array(bytes);
}

async function readTable(file: ArrayBuffer, rows: number): Promise<Table> {
  const table = emptyTable(rows);
  const sinks = new Map<string, (index: number, value: unknown) => void>();
  for (const name of TEXT_COLUMNS) {
    sinks.set(name, (index, value) => {
      table.text[name][index] = typeof value === "string" ? value : null;
    });
  }
  for (const name of INTEGER_COLUMNS) {
    sinks.set(name, (index, value) => {
      table.integer[name][index] = Number(value);
    });
  }
  for (const name of DOUBLE_COLUMNS) {
    sinks.set(name, (index, value) => {
      table.double[name][index] = Number(value);
    });
  }
  sinks.set("shiftError", (index, value) => {
    table.shiftError[index] = typeof value === "number" ? value : null;
  });
  await parquetRead({
    file,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const sink = sinks.get(columnName);
      if (sink) for (let index = 0; index < columnData.length; index++) sink(rowStart + index, columnData[index]);
    },
  });
  return table;
}

/**
 * One job's measurements as a Parquet file: one row per unit, the map's scalars repeated, exclusions and a checksum
 * in the file's metadata. Deterministic: the writer stamps no time.
 *
 * @throws StillpointError SHAPE when a map does not fit its units.
 */
export function writeShard(shard: Shard): Uint8Array {
  return encode([shard]);
}

/**
 * The shards of a file that `writeShard` or `mergeShards` made, every number bit by bit.
 *
 * @throws StillpointError STORAGE when the file is truncated, changed, or not one of ours.
 */
export async function readShards(bytes: Uint8Array): Promise<Shard[]> {
  const broken = (cause: unknown): StillpointError =>
    new StillpointError(
      "STORAGE",
      `shard of ${bytes.length} bytes: expected a complete Parquet file written by Stillpoint; ` +
        `got one that is truncated or changed; delete it and run again with --resume`,
      { cause },
    );
  try {
    const file = bytes.slice().buffer;
    const metadata = parquetMetadata(file);
    const entry = metadata.key_value_metadata?.find(({ key }) => key === FOOTER_KEY);
    const footer = footerSchema.parse(JSON.parse(entry?.value ?? "null"));
    const table = await readTable(file, footer.rows);
    const found = contentChecksum(table, footer.jobs);
    ensure(found === footer.checksum, "STORAGE", () => `checksum: expected ${footer.checksum}; got ${found}`);
    const maps = mapsOf(table);
    let from = 0;
    return footer.jobs.map(({ job, maps: count, exclusions }) => {
      const shard = { job, maps: maps.slice(from, from + count), exclusions };
      from += count;
      return shard;
    });
  } catch (cause) {
    throw broken(cause);
  }
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
 * One file from the shards in the order given, which is the order of jobs: the bytes depend on the measurements
 * alone, not on how many workers made them or how often the run was resumed.
 *
 * @throws StillpointError STORAGE when a shard cannot be read.
 */
export async function mergeShards(shards: readonly Uint8Array[]): Promise<Uint8Array> {
  const read: Shard[] = [];
  for (const bytes of shards) read.push(...(await readShards(bytes)));
  return encode(read);
}
