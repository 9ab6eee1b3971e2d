// Rows into a Parquet file, one row group after the other: only the group being filled is held.

import { ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import { FOOTER_KEY, type Footer, type FooterGroup, type FooterJob, jobsChecksum } from "./footer.ts";
import {
  copyRows,
  DOUBLE_COLUMNS,
  emptyTable,
  INTEGER_COLUMNS,
  OPTIONAL_COLUMNS,
  type Table,
  TEXT_COLUMNS,
} from "./shard.ts";
import { isPlain, tableChecksum } from "./table-checksum.ts";

/** Takes the next bytes of a file; they are the taker's own. */
export type ByteSink = (chunk: Uint8Array) => void;

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
  "referenceSigma",
  "unitsAtUpper",
  "entropyAtSecondBound",
  "secondUpper",
  "secondMeanEntropy",
  "secondUnitsAtBound",
];

const ROWS_PER_GROUP = 100_000;

function columnsOf(table: Table): ColumnSource[] {
  const columns = new Map<string, ColumnSource>();
  for (const name of TEXT_COLUMNS) {
    const column: ColumnSource = { name, data: table.text[name], type: "STRING", nullable: name === "part" };
    // a column of nulls has no dictionary
    columns.set(name, name === "part" ? column : { ...column, encoding: "RLE_DICTIONARY" });
  }
  for (const name of INTEGER_COLUMNS) {
    columns.set(name, { name, data: table.integer[name], type: "INT32", nullable: false });
  }
  for (const name of DOUBLE_COLUMNS) {
    const column: ColumnSource = { name, data: table.double[name], type: "DOUBLE", nullable: false };
    columns.set(name, isPlain(name) ? { ...column, encoding: "PLAIN" } : column);
  }
  for (const name of OPTIONAL_COLUMNS) {
    const column: ColumnSource = { name, data: table.optional[name], type: "DOUBLE", nullable: true };
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

  flush(): void {
    if (this.index > 0) this.#sink(this.getBytes().slice());
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

interface Piece {
  readonly table: Table;
  readonly from: number;
  readonly to: number;
}

/**
 * A Parquet file being written. Where its row groups end depends on the sequence of maps alone, not on the tables
 * they came in; a map is never split.
 */
export class TableFile {
  readonly #parquet: ParquetWriter;
  readonly #groups: FooterGroup[] = [];
  #pieces: Piece[] = [];
  #rows = 0;

  constructor(sink: ByteSink) {
    const schema = schemaFromColumnData({ columnData: columnsOf(emptyTable(0)) });
    this.#parquet = new ParquetWriter({ writer: new SinkWriter(sink), schema, createdBy: "stillpoint" });
  }

  /** Adds the rows of whole maps; the table must not change afterwards. */
  append(table: Table): void {
    const unit = table.integer.unit;
    let from = 0;
    for (let row = 1; row <= table.rows; row++) {
      if (row < table.rows && unit[row] !== 0) continue;
      this.#appendMap(table, from, row);
      from = row;
    }
  }

  /** Writes what is left and the footer; nothing may follow. */
  finish(jobs: readonly FooterJob[]): void {
    this.#writeGroup();
    const footer: Footer = { jobs, groups: this.#groups, checksum: jobsChecksum(jobs) };
    this.#parquet.kvMetadata = [{ key: FOOTER_KEY, value: JSON.stringify(footer) }];
    this.#parquet.finish();
  }

  #appendMap(table: Table, from: number, to: number): void {
    if (this.#rows + to - from > ROWS_PER_GROUP) this.#writeGroup();
    const last = this.#pieces.at(-1);
    if (last?.table === table) this.#pieces[this.#pieces.length - 1] = { table, from: last.from, to };
    else this.#pieces.push({ table, from, to });
    this.#rows += to - from;
  }

  #writeGroup(): void {
    if (this.#rows === 0) return;
    const group = emptyTable(this.#rows);
    let at = 0;
    for (const { table, from, to } of this.#pieces) {
      copyRows(table, from, to, group, at);
      at += to - from;
    }
    this.#groups.push({ rows: group.rows, checksum: tableChecksum(group) });
    this.#parquet.write({ columnData: columnsOf(group), rowGroupSize: group.rows });
    this.#pieces = [];
    this.#rows = 0;
  }
}
