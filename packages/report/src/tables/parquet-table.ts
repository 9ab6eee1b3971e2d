// Anybody's Parquet file as a table: what pandas, pyarrow and polars write by default. Nothing it says of itself is believed.

import { StillpointError } from "@stillpoint/core";
import { countAt, fieldsOf, listOf, parquetFault, type ThriftFields, ThriftReader, textOf } from "../thrift.ts";
import { isRead } from "./column-names.ts";
import { type ColumnTable, type TableColumn, tableFault } from "./column-table.ts";
import { type LeafChunk, readLeaf } from "./parquet-column.ts";
import { type ParquetLeaf, schemaOf } from "./parquet-schema.ts";

/** Parquet's number for floats of 32 bits. */
const FLOAT = 4;
/** Values that a file of no size may claim, and those of a byte: a dictionary repeats a value in few bytes, and logits differ. */
const [FREE_VALUES, VALUES_OF_A_BYTE] = [2 ** 22, 64];

/**
 * The columns of a Parquet file: booleans, integers, floats of 16, 32 and 64 bits, texts, and lists of numbers of one length;
 * plain or dictionary-encoded, in pages of either kind, with snappy, gzip or no compression; beside columns called `logit_0`
 * and so on, or `logits`, others are passed over. Deeper nesting, nulls, delta encodings and other compressions are refused.
 *
 * @throws StillpointError INPUT naming the file
 */
export function readParquetTable(bytes: Uint8Array, place: string): ColumnTable {
  try {
    return tableOf(bytes, place);
  } catch (cause) {
    if (!(cause instanceof StillpointError)) throw cause;
    throw new StillpointError("INPUT", `${place}: ${cause.message}`, { cause });
  }
}

function tableOf(bytes: Uint8Array, place: string): ColumnTable {
  const metadata = metadataOf(bytes);
  const leaves = schemaOf(metadata);
  const groups = listOf(metadata.get(4)).map(fieldsOf);
  const rows = countAt(metadata, 3);
  if (rows === 0) throw parquetFault("rows", "none");
  const chunks = groups.map((group) => chunksOf(bytes, leaves, group));
  const values = chunks.flat().reduce((sum, { count }) => sum + count, 0);
  if (!(values <= FREE_VALUES + VALUES_OF_A_BYTE * bytes.length))
    throw parquetFault(`values that ${bytes.length} bytes can hold`, values);
  const read = isRead(leaves.map(({ name }) => name));
  const columns = leaves.flatMap((leaf, k): readonly TableColumn[] => {
    if (!read(leaf.name)) return [];
    if (leaf.repetitions > 1 || leaf.path.split(".").length > 3 || (leaf.repetitions === 0 && leaf.path !== leaf.name))
      throw parquetFault("columns of numbers, texts or lists of numbers", `nested ${leaf.path}`);
    const own = chunks.flatMap((group) => group[k] ?? []);
    return [columnOf(leaf, rows, own)];
  });
  return { place, rows, columns, rowName: (row) => `row ${row}` };
}

/** Last come the metadata, their length in four bytes, and four letters. */
function metadataOf(bytes: Uint8Array): ThriftFields {
  const end = bytes.length - 8;
  const letters = end < 0 ? "" : String.fromCharCode(...bytes.subarray(end + 4));
  if (letters === "PARE") throw parquetFault("a Parquet file in plain", "an encrypted one");
  if (letters !== "PAR1") throw parquetFault("a Parquet file", "something else, or a torn one");
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(end, true);
  if (length > end) throw parquetFault(`metadata within ${end} bytes`, length);
  return new ThriftReader(bytes.subarray(end - length, end)).fields();
}

function chunksOf(bytes: Uint8Array, leaves: readonly ParquetLeaf[], group: ThriftFields): readonly LeafChunk[] {
  const chunks = listOf(group.get(1)).map((chunk) => fieldsOf(fieldsOf(chunk).get(3)));
  if (chunks.length !== leaves.length) throw parquetFault(`${leaves.length} columns`, chunks.length);
  let total = 0;
  return chunks.map((meta, k) => {
    const leaf = leaves[k];
    const path = listOf(meta.get(3)).map(textOf).join(".");
    if (leaf === undefined || path !== leaf.path) throw parquetFault(`column ${leaf?.path}`, path);
    const [first, length] = [countAt(meta, 9), countAt(meta, 7)];
    // A dictionary offset of 0 says that there is none.
    const dictionary = countAt(meta, 11, 0);
    const from = dictionary > 0 ? Math.min(first, dictionary) : first;
    total += length;
    // Together, too: columns that share their bytes would be read again and again.
    if (!(from + length <= bytes.length && total <= bytes.length))
      throw parquetFault(`columns within ${bytes.length} bytes`, `${length} at ${from}`);
    return { leaf, codec: countAt(meta, 4), bytes: bytes.subarray(from, from + length), count: countAt(meta, 5) };
  });
}

function columnOf(leaf: ParquetLeaf, rows: number, chunks: readonly LeafChunk[]): TableColumn {
  const { name, float16, type } = leaf;
  const most = chunks.reduce((sum, { count }) => sum + count, 0);
  // Floats of 16 and 32 bits fit into 32; what the file claims to hold was held against its size.
  const numbers = type === FLOAT || float16 ? new Float32Array(most) : new Float64Array(most);
  const texts: string[] = [];
  const lists = new ListLengths();
  for (const chunk of chunks) {
    readLeaf(chunk, (value, begins) => {
      if (typeof value === "number") numbers[lists.values] = value;
      else texts.push(value);
      lists.add(begins);
    });
  }
  const { starts, values } = lists;
  if (starts !== rows) throw parquetFault(`${rows} rows of ${name}`, starts);
  if (texts.length > 0) {
    // Whole numbers beyond 2^53 come as texts, dictionary by dictionary.
    if (texts.length !== values || values !== rows) throw parquetFault(`numbers or texts in ${name}`, "both");
    return { kind: "texts", name, values: texts };
  }
  const odd = lists.odd();
  if (odd !== undefined)
    throw tableFault(
      `column ${name}, row ${odd.row}`,
      `lists of one length, ${lists.first} as the first row has`,
      `${odd.length}`,
      "give every sample all classes",
    );
  if (values !== rows * lists.first) throw parquetFault(`${rows * lists.first} values of ${name}`, values);
  return { kind: "numbers", name, values: numbers.subarray(0, values), width: lists.first, float16 };
}

/** Lengths of lists while their values come by. */
class ListLengths {
  starts = 0;
  values = 0;
  /** Of the first list, once it has ended. */
  first = 0;
  #length = 0;
  #odd: { readonly row: number; readonly length: number } | undefined;

  /** One value more; `begins` is whether its list begins with it. */
  add(begins: boolean): void {
    if (begins) {
      this.#end();
      this.starts += 1;
      this.#length = 0;
    }
    this.#length += 1;
    this.values += 1;
  }

  /** After the last value: the first list of another length than the first one. */
  odd(): { readonly row: number; readonly length: number } | undefined {
    this.#end();
    return this.#odd;
  }

  #end(): void {
    if (this.starts === 0) return;
    if (this.starts === 1) this.first = this.#length;
    else if (this.#length !== this.first) this.#odd ??= { row: this.starts - 1, length: this.#length };
  }
}
