// Rows into a Parquet file, one row group after the other: only the group being filled is held.

import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import { writeRowGroup } from "./column-chunk.ts";
import { type CountedMaps, countedColumns } from "./counted-columns.ts";
import { FOOTER_KEY, type Footer, type FooterGroup, type FooterJob, jobsChecksum } from "./footer.ts";
import {
  copyRows,
  DOUBLE_COLUMNS,
  emptyTable,
  firstRows,
  INTEGER_COLUMNS,
  LONG_COLUMNS,
  OPTIONAL_COLUMNS,
  OPTIONAL_COUNTS,
  type OptionalNumbers,
  type Table,
  TEXT_COLUMNS,
} from "./shard.ts";
import { isPlain, tableChecksum } from "./table-checksum.ts";

/** Takes the next bytes of a file; they are the taker's own. */
export type ByteSink = (chunk: Uint8Array) => void;

/** The columns of the format first, in its order; then the scalars of the map, repeated on each of its rows. */
const ORDER: readonly string[] = [
  "id",
  "task",
  "layer",
  "seed",
  "role",
  "step",
  "sample",
  "group",
  "unit",
  "label",
  "region",
  "part",
  "entropy",
  "standardError",
  "isPoint",
  "background",
  "threshold",
  "weightDistance",
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
  "referenceSigma",
  "unitsAtUpper",
  "entropyAtSecondBound",
  "secondUpper",
  "secondMeanEntropy",
  "secondUnitsAtBound",
];

const ROWS_PER_GROUP = 100_000;

/** Numbers as they are where all exist: a list with nulls costs an object a number. */
function presentOrNull({ values, exists }: OptionalNumbers, whole: boolean): ColumnSource["data"] {
  if (!exists.includes(0)) return whole ? Int32Array.from(values) : values;
  if (!exists.includes(1)) return new Array<null>(values.length).fill(null);
  return Array.from(values, (value, row) => (exists[row] === 1 ? value : null));
}

function columnsOf(table: Table, countedMaps: CountedMaps | undefined): ColumnSource[] {
  const counted = countedMaps === undefined ? [] : countedColumns(table, countedMaps);
  const columns = new Map(counted.map((column) => [column.name, column]));
  for (const name of TEXT_COLUMNS) {
    const column: ColumnSource = { name, data: table.text[name], type: "STRING", nullable: name === "part" };
    // a column of nulls has no dictionary
    columns.set(name, name === "part" ? column : { ...column, encoding: "RLE_DICTIONARY" });
  }
  for (const name of INTEGER_COLUMNS) {
    columns.set(name, { name, data: table.integer[name], type: "INT32", nullable: false });
  }
  for (const name of LONG_COLUMNS) {
    const data = BigInt64Array.from(table.long[name], BigInt);
    columns.set(name, { name, data, type: "INT64", nullable: false });
  }
  for (const name of DOUBLE_COLUMNS) {
    const column: ColumnSource = { name, data: table.double[name], type: "DOUBLE", nullable: false };
    columns.set(name, isPlain(name) ? { ...column, encoding: "PLAIN" } : column);
  }
  for (const name of OPTIONAL_COLUMNS) {
    const whole = OPTIONAL_COUNTS.includes(name);
    const data = presentOrNull(table.optional[name], whole);
    const column: ColumnSource = { name, data, type: whole ? "INT32" : "DOUBLE", nullable: true };
    columns.set(name, isPlain(name) ? { ...column, encoding: "PLAIN" } : column);
  }
  return ORDER.flatMap((name) => columns.get(name) ?? []);
}

/** Hands its bytes on after every row group. */
class SinkWriter extends ByteWriter {
  readonly #sink: ByteSink;

  constructor(sink: ByteSink) {
    super();
    this.#sink = sink;
  }

  /** Goes on from `offset`, as if everything before had been written here. */
  startAt(offset: number): void {
    this.index = 0;
    this.offset = offset;
  }

  flush(): void {
    if (this.index > 0) this.#sink(this.getBytes().slice());
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

/** Chunks laid end to end. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

type Entries = readonly { readonly key: string; readonly value: string }[];

/**
 * A Parquet file that grows. Where its row groups end depends on the sequence of maps alone, not on the tables they came
 * in; a map is never split. Full row groups go to the sink; the tail makes what the sink has a whole file.
 */
export class TableFile {
  readonly #parquet: ParquetWriter;
  readonly #writer: SinkWriter;
  readonly #countedMaps: CountedMaps | undefined;
  readonly #groups: FooterGroup[] = [];
  /** The row group being filled, larger than it is so far. */
  #group: Table = emptyTable(0);
  #rows = 0;

  /** With the columns of a report that counted the maps, where `countedMaps` is given. */
  constructor(sink: ByteSink, countedMaps?: CountedMaps) {
    this.#countedMaps = countedMaps;
    const schema = schemaFromColumnData({ columnData: columnsOf(emptyTable(0), countedMaps) });
    this.#writer = new SinkWriter(sink);
    this.#parquet = new ParquetWriter({ writer: this.#writer, schema, createdBy: "stillpoint" });
    this.#writer.flush();
  }

  /** Adds the rows of whole maps. */
  append(table: Table): void {
    const unit = table.integer.unit;
    let from = 0;
    let to = 0;
    for (let row = 1; row <= table.rows; row++) {
      if (row < table.rows && unit[row] !== 0) continue;
      // the map that ends here no longer fits: what came before it is the end of a row group
      if (this.#rows + row - from > ROWS_PER_GROUP && this.#rows + to - from > 0) {
        this.#take(table, from, to);
        this.#groups.push(this.#write(this.#parquet));
        this.#rows = 0;
        from = to;
      }
      to = row;
    }
    this.#take(table, from, to);
  }

  /** The rows that fill no row group yet, and the footer. More tables may follow, and another tail. */
  tail(jobs: readonly FooterJob[], more: Entries = []): Uint8Array {
    const chunks: Uint8Array[] = [];
    const writer = new SinkWriter((chunk) => chunks.push(chunk));
    const parquet = new ParquetWriter({ writer, schema: this.#parquet.schema, createdBy: this.#parquet.createdBy });
    writer.startAt(this.#writer.offset);
    parquet.row_groups = [...this.#parquet.row_groups];
    parquet.pendingIndexes = [...this.#parquet.pendingIndexes];
    parquet.num_rows = this.#parquet.num_rows;
    const groups = this.#rows > 0 ? [...this.#groups, this.#write(parquet)] : this.#groups;
    const footer: Footer = { jobs, groups, checksum: jobsChecksum(jobs) };
    parquet.kvMetadata = [{ key: FOOTER_KEY, value: JSON.stringify(footer) }, ...more];
    parquet.finish();
    return joined(chunks);
  }

  #take(table: Table, from: number, to: number): void {
    const rows = this.#rows + to - from;
    if (rows > this.#group.rows) {
      const larger = emptyTable(Math.max(rows, Math.min(ROWS_PER_GROUP, 2 * this.#group.rows)));
      copyRows(this.#group, 0, this.#rows, larger, 0);
      this.#group = larger;
    }
    copyRows(table, from, to, this.#group, this.#rows);
    this.#rows = rows;
  }

  /** The rows at hand as a row group. */
  #write(parquet: ParquetWriter): FooterGroup {
    const group = firstRows(this.#group, this.#rows);
    writeRowGroup(parquet, columnsOf(group, this.#countedMaps));
    return { rows: group.rows, checksum: tableChecksum(group) };
  }
}
