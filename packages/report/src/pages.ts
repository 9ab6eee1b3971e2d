// A column of a row group: pages of values, plain or numbers of a dictionary, as our writer makes them.

import { unsnapped } from "./snappy.ts";
import { countAt, fieldsOf, parquetFault, ThriftReader, textOf } from "./thrift.ts";

/** What is known of a column before its pages are read. */
export interface ColumnPages {
  readonly name: string;
  /** Whether rows may be without a value. */
  readonly optional: boolean;
  /** Parquet's numbers for a type and a compression. */
  readonly type: number;
  readonly codec: number;
  /** All of its pages. */
  readonly bytes: Uint8Array;
}

type Values = Int32Array | Float64Array | readonly string[];

/** Takes the value of a row. */
export type Put = (row: number, value: number | string) => void;

const TYPE = { int32: 1, int64: 2, double: 5, text: 6 } as const;
const PAGE = { dictionary: 2, data: 3 } as const;
const ENCODING = { plain: 0, dictionary: 8 } as const;
const SNAPPY = 1;

/** Whether the values of a column are texts. */
export function isText({ type }: ColumnPages): boolean {
  return type === TYPE.text;
}

/** Hands every value there is to `put`. Throws `STORAGE` unless the pages hold `rows` rows, and for forms we do not write. */
export function readPages(column: ColumnPages, rows: number, put: Put): void {
  const reader = new ThriftReader(column.bytes);
  let dictionary: Values | undefined;
  let from = 0;
  while (from < rows) {
    const header = reader.fields();
    const [kind, size, stored] = [countAt(header, 1), countAt(header, 2), countAt(header, 3)];
    const body = column.bytes.subarray(reader.at, reader.at + stored);
    if (body.length !== stored) throw parquetFault(`a page of ${stored} bytes`, body.length);
    reader.at += stored;
    if (kind === PAGE.dictionary && dictionary === undefined) {
      const bytes = column.codec === SNAPPY ? unsnapped(body, size) : body;
      dictionary = plain(column, bytes, countAt(fieldsOf(header.get(7)), 1));
    } else if (kind === PAGE.data) {
      from += dataPage(column, { header: fieldsOf(header.get(8)), body, size }, dictionary, rows - from, (row, value) =>
        put(from + row, value),
      );
    } else throw parquetFault("a page of data", `kind ${kind}`);
  }
}

interface DataPage {
  readonly header: ReturnType<typeof fieldsOf>;
  readonly body: Uint8Array;
  /** Before compression. */
  readonly size: number;
}

/** The rows of a page, at least one. */
function dataPage(
  column: ColumnPages,
  { header, body, size }: DataPage,
  dictionary: Values | undefined,
  most: number,
  put: Put,
): number {
  const [rows, nulls, encoding, levels] = [
    countAt(header, 1),
    countAt(header, 2),
    countAt(header, 4),
    countAt(header, 5),
  ];
  if (!(rows > 0 && rows <= most && nulls <= rows && levels <= body.length && countAt(header, 6) === 0))
    throw parquetFault(`a page of 1 to ${most} rows`, rows);
  const exists = column.optional ? hybrid(body.subarray(0, levels), 1, rows) : undefined;
  const count = exists?.reduce((sum, one) => sum + one, 0) ?? rows;
  if (count !== rows - nulls) throw parquetFault(`${rows - nulls} values`, count);
  const packed = column.codec === SNAPPY && header.get(7) !== false;
  const bytes = packed ? unsnapped(body.subarray(levels), size - levels) : body.subarray(levels);
  const values = encoding === ENCODING.dictionary ? looked(bytes, count, dictionary) : undefined;
  if (values === undefined && encoding !== ENCODING.plain) throw parquetFault("a known encoding", encoding);
  const all = values ?? plain(column, bytes, count);
  let next = 0;
  for (let row = 0; row < rows; row++) if (exists === undefined || exists[row] === 1) put(row, all[next++]!);
  return rows;
}

/** Values of a dictionary by their numbers. */
function looked(bytes: Uint8Array, count: number, dictionary: Values | undefined): Values {
  const [width = 0] = bytes;
  const codes = count === 0 ? new Int32Array() : hybrid(bytes.subarray(1), width, count);
  const known = dictionary?.length ?? 0;
  const beyond = codes.find((code) => code >= known);
  if (beyond !== undefined) throw parquetFault(`one of ${known} values of a dictionary`, beyond);
  if (dictionary instanceof Float64Array) return Float64Array.from(codes, (code) => dictionary[code]!);
  if (dictionary instanceof Int32Array) return codes.map((code) => dictionary[code]!);
  return Array.from(codes, (code) => dictionary?.[code] ?? "");
}

/** `count` numbers of `width` bits, in runs of one number and in groups of eight. */
export function hybrid(bytes: Uint8Array, width: number, count: number): Int32Array {
  if (width > 24) throw parquetFault("numbers of up to 24 bits", width);
  const found = new Int32Array(count);
  const reader = new ThriftReader(bytes);
  for (let seen = 0; seen < count; ) {
    const head = reader.varint();
    const run = (head % 2 === 1 ? 8 : 1) * Math.floor(head / 2);
    const most = count - seen;
    // A group of eight may reach behind the last number.
    if (!(run > 0 && run < most + 8)) throw parquetFault(`a run of 1 to ${most}`, run);
    const end = Math.min(count, seen + run);
    if (head % 2 === 1) unpack(reader, width, found.subarray(seen, end), (run / 8) * width);
    else {
      let value = 0;
      for (let k = 0; k < width; k += 8) value += reader.byte() * 2 ** k;
      found.fill(value, seen, end);
    }
    seen = end;
  }
  return found;
}

/** Numbers laid end to end in so many bytes, the lowest bits first. */
function unpack(reader: ThriftReader, width: number, found: Int32Array, bytes: number): void {
  const end = reader.at + bytes;
  let [held, bits] = [0, 0];
  for (let k = 0; k < found.length; k++) {
    while (bits < width) {
      held += reader.byte() * 2 ** bits;
      bits += 8;
    }
    found[k] = held % 2 ** width;
    held = Math.floor(held / 2 ** width);
    bits -= width;
  }
  reader.at = end;
}

function plain({ type }: ColumnPages, bytes: Uint8Array, count: number): Values {
  if (type === TYPE.text) return texts(bytes, count);
  const size = type === TYPE.int32 ? 4 : 8;
  if (!(count * size <= bytes.length)) throw parquetFault(`${count} numbers of ${size} bytes`, `${bytes.length} bytes`);
  // A copy of its own: numbers may lie at any byte.
  const { buffer } = new Uint8Array(bytes.subarray(0, count * size));
  if (type === TYPE.int32) return new Int32Array(buffer);
  if (type === TYPE.double) return new Float64Array(buffer);
  if (type === TYPE.int64) return Float64Array.from(new BigInt64Array(buffer), Number);
  throw parquetFault("32 or 64 bit integers, float64 or texts", `type ${type}`);
}

/** Texts with their lengths before them. */
export function texts(bytes: Uint8Array, count: number): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: string[] = [];
  let at = 0;
  for (let k = 0; k < count; k++) {
    const from = at + 4;
    if (from > bytes.length) throw parquetFault(`${count} texts`, k);
    at = from + view.getUint32(at, true);
    if (at > bytes.length) throw parquetFault(`a text within ${bytes.length} bytes`, `its end at ${at}`);
    found.push(textOf(bytes.subarray(from, at)));
  }
  return found;
}
