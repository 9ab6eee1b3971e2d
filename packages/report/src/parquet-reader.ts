// A Parquet file of ours back into tables, one row group after the other. Nothing it says of itself is believed: every
// read ends at the end of its bytes, and no more rows are made than their bytes can hold.

import { ensure, StillpointError } from "@stillpoint/core";
import { FOOTER_KEY, type Footer, footerSchema, jobsChecksum } from "./footer.ts";
import { type ColumnPages, isText, type Put, readPages } from "./pages.ts";
import {
  DOUBLE_COLUMNS,
  emptyTable,
  INTEGER_COLUMNS,
  LONG_COLUMNS,
  OPTIONAL_COLUMNS,
  type Table,
  TEXT_COLUMNS,
} from "./shard.ts";
import { MOST_EXPANSION } from "./snappy.ts";
import { tableChecksum } from "./table-checksum.ts";
import { countAt, fieldsOf, listOf, parquetFault, type ThriftFields, ThriftReader, textOf } from "./thrift.ts";

/** Where the values of a column go. */
interface Sink {
  readonly text: boolean;
  readonly put: Put;
}

const textSink = (column: (string | null)[]): Sink => ({
  text: true,
  put: (row, value) => {
    column[row] = String(value);
  },
});

const numberSink = (column: Int32Array | Float64Array, exists?: Uint8Array): Sink => ({
  text: false,
  put: (row, value) => {
    column[row] = Number(value);
    if (exists !== undefined) exists[row] = 1;
  },
});

function columnSinks({ text, integer, long, double, optional }: Table): Map<string, Sink> {
  return new Map([
    ...TEXT_COLUMNS.map((name) => [name, textSink(text[name])] as const),
    ...INTEGER_COLUMNS.map((name) => [name, numberSink(integer[name])] as const),
    ...LONG_COLUMNS.map((name) => [name, numberSink(long[name])] as const),
    ...DOUBLE_COLUMNS.map((name) => [name, numberSink(double[name])] as const),
    ...OPTIONAL_COLUMNS.map((name) => [name, numberSink(optional[name].values, optional[name].exists)] as const),
  ]);
}

interface RowGroup {
  readonly rows: number;
  readonly columns: readonly ColumnPages[];
}

/** A file whose metadata have been read. */
export interface OpenFile {
  readonly groups: readonly RowGroup[];
  readonly footer: Footer;
}

/**
 * Reads the metadata of a file.
 *
 * @throws StillpointError STORAGE, or what JSON and the footer's schema throw, when they are not ours or contradict each
 * other.
 */
export function openFile(bytes: Uint8Array): OpenFile {
  const metadata = metadataOf(bytes);
  const entries = listOf(metadata.get(5)).map(fieldsOf);
  const entry = entries.find((fields) => textOf(fields.get(1)) === FOOTER_KEY);
  const footer = footerSchema.parse(JSON.parse(entry === undefined ? "null" : textOf(entry.get(2))));
  const found = jobsChecksum(footer.jobs);
  ensure(
    found === footer.checksum,
    "STORAGE",
    () => `jobs: expected checksum ${footer.checksum}; got ${found}; measure it again`,
  );
  const groups = groupsOf(bytes, metadata);
  ensure(
    groups.length === footer.groups.length && groups.every(({ rows }, index) => rows === footer.groups[index]?.rows),
    "STORAGE",
    () =>
      `row groups: expected ${footer.groups.length}, each with the rows noted; got ${groups.length}; measure it again`,
  );
  return { groups, footer };
}

/** Last come the metadata, their length in four bytes, and four letters. */
function metadataOf(bytes: Uint8Array): ThriftFields {
  const end = bytes.length - 8;
  if (end < 0 || textOf(bytes.subarray(end + 4)) !== "PAR1") throw parquetFault("a Parquet file", "something else");
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(end, true);
  if (length > end) throw parquetFault(`metadata within ${end} bytes`, length);
  return new ThriftReader(bytes.subarray(end - length, end)).fields();
}

function groupsOf(bytes: Uint8Array, metadata: ThriftFields): RowGroup[] {
  const elements = listOf(metadata.get(2)).map(fieldsOf);
  const optional = new Map(elements.map((element) => [textOf(element.get(4)), countAt(element, 3, 0) === 1]));
  let total = 0;
  return listOf(metadata.get(4)).map((group) => {
    const rows = countAt(fieldsOf(group), 3);
    const columns = listOf(fieldsOf(group).get(1)).map((chunk) => {
      const meta = fieldsOf(fieldsOf(chunk).get(3));
      const name = listOf(meta.get(3)).map(textOf).join(".");
      const [first, length] = [countAt(meta, 9), countAt(meta, 7)];
      const from = Math.min(first, countAt(meta, 11, first));
      total += length;
      // Together, too: columns that share their bytes would be read again and again.
      if (!(from + length <= bytes.length && total <= bytes.length))
        throw parquetFault(`columns within ${bytes.length} bytes`, `${length} at ${from}`);
      const pages = bytes.subarray(from, from + length);
      return {
        name,
        optional: optional.get(name) === true,
        type: countAt(meta, 1),
        codec: countAt(meta, 4),
        bytes: pages,
      };
    });
    const entropies = columns.find(({ name }) => name === "entropy")?.bytes.length ?? 0;
    // Entropies have no dictionary: eight bytes each before compression.
    if (!(8 * rows <= MOST_EXPANSION * entropies)) throw parquetFault(`rows that ${entropies} bytes can hold`, rows);
    return { rows, columns };
  });
}

/** One row group. */
function readGroup({ rows, columns }: RowGroup): Table {
  const table = emptyTable(rows);
  const sinks = columnSinks(table);
  for (const column of columns) {
    const sink = sinks.get(column.name);
    if (sink === undefined) continue;
    if (sink.text !== isText(column))
      throw parquetFault(`${sink.text ? "texts" : "numbers"} of ${column.name}`, "others");
    readPages(column, rows, sink.put);
  }
  return table;
}

/**
 * The row groups of a file, one at a time; `check` compares each with its checksum, which a sealed file does not need.
 *
 * @throws StillpointError STORAGE when a checksum differs, or pages are damaged.
 */
export function* tablesOf({ groups, footer }: OpenFile, check: boolean): Generator<Table> {
  for (const [index, group] of groups.entries()) {
    const table = readGroup(group);
    const expected = footer.groups[index]?.checksum;
    const found = check ? tableChecksum(table) : expected;
    ensure(
      found === expected,
      "STORAGE",
      () => `row group: expected checksum ${expected}; got ${found}; measure it again`,
    );
    yield table;
  }
}

/** A file that cannot be used, by name where it has one. */
export function broken(
  what: string,
  bytes: Uint8Array,
  cause?: unknown,
  remedy = "delete it and measure it again",
): StillpointError {
  return new StillpointError(
    "STORAGE",
    `${what}: expected a whole Parquet file written by this version of Stillpoint; got ${bytes.length} bytes that are ` +
      `truncated, changed or not ours; ${remedy}`,
    { cause },
  );
}
