// A Parquet file of ours back into tables, one row group after the other.

import { ensure, StillpointError } from "@stillpoint/core";
import { type AsyncBuffer, type FileMetaData, parquetMetadata, parquetRead } from "hyparquet";
import { FOOTER_KEY, type Footer, footerSchema, jobsChecksum } from "./footer.ts";
import {
  DOUBLE_COLUMNS,
  emptyTable,
  INTEGER_COLUMNS,
  LONG_COLUMNS,
  OPTIONAL_COLUMNS,
  type OptionalNumbers,
  type Table,
  TEXT_COLUMNS,
} from "./shard.ts";
import { tableChecksum } from "./table-checksum.ts";

/** A piece of a column as it comes out of the file, to be put at a row. */
type Sink = (values: ArrayLike<unknown>, at: number) => void;

function textSink(column: (string | null)[]): Sink {
  return (values, at) => {
    for (let index = 0; index < values.length; index++) {
      const value = values[index];
      column[at + index] = typeof value === "string" ? value : null;
    }
  };
}

function optionalSink({ values: numbers, exists }: OptionalNumbers): Sink {
  return (values, at) => {
    for (let index = 0; index < values.length; index++) {
      const value = values[index];
      if (typeof value !== "number") continue;
      numbers[at + index] = value;
      exists[at + index] = 1;
    }
  };
}

function numberSink(column: Int32Array | Float64Array): Sink {
  return (values, at) => {
    for (let index = 0; index < values.length; index++) column[at + index] = Number(values[index]);
  };
}

function columnSinks({ text, integer, long, double, optional }: Table): Map<string, Sink> {
  return new Map([
    ...TEXT_COLUMNS.map((name) => [name, textSink(text[name])] as const),
    ...INTEGER_COLUMNS.map((name) => [name, numberSink(integer[name])] as const),
    ...LONG_COLUMNS.map((name) => [name, numberSink(long[name])] as const),
    ...DOUBLE_COLUMNS.map((name) => [name, numberSink(double[name])] as const),
    ...OPTIONAL_COLUMNS.map((name) => [name, optionalSink(optional[name])] as const),
  ]);
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
    onChunk: ({ columnName, columnData, rowStart }) => sinks.get(columnName)?.(columnData, rowStart - start),
  });
  return table;
}

/** A file whose metadata have been read. */
export interface OpenFile {
  readonly bytes: Uint8Array;
  readonly metadata: FileMetaData;
  readonly footer: Footer;
}

/**
 * Reads the metadata of a file.
 *
 * @throws StillpointError STORAGE, or what the Parquet reader throws, when they are not ours or contradict each other.
 */
export function openFile(bytes: Uint8Array): OpenFile {
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
}

/**
 * The row groups of a file, one at a time; `check` compares each with its checksum, which a sealed file does not need.
 *
 * @throws StillpointError STORAGE when a checksum differs, or what the Parquet reader throws.
 */
export async function* tablesOf({ bytes, metadata, footer }: OpenFile, check: boolean): AsyncGenerator<Table> {
  // a copy made this way owns its buffer even where the bytes are a Buffer, whose own slice is a view
  const slice = (from: number, to?: number): ArrayBuffer => new Uint8Array(bytes.subarray(from, to)).buffer;
  const file: AsyncBuffer = { byteLength: bytes.length, slice };
  let start = 0;
  for (const { rows, checksum } of footer.groups) {
    const table = await readGroup(file, metadata, start, rows);
    const found = check ? tableChecksum(table) : checksum;
    ensure(found === checksum, "STORAGE", () => `row group: expected checksum ${checksum}; got ${found}`);
    yield table;
    start += rows;
  }
}

/** A file that cannot be used, by name where it has one. */
export function broken(what: string, bytes: Uint8Array, cause?: unknown): StillpointError {
  return new StillpointError(
    "STORAGE",
    `${what}: expected a whole Parquet file written by this version of Stillpoint; got ${bytes.length} bytes that are ` +
      "truncated, changed or not ours; delete it and measure it again",
    { cause },
  );
}
