// One column of a row group of anybody's Parquet file: pages of values, plain or numbers of a dictionary.

import { gunzipSync } from "fflate";
import { hybrid, texts } from "../pages.ts";
import { unsnapped } from "../snappy.ts";
import { countAt, fieldsOf, parquetFault, type ThriftFields, ThriftReader } from "../thrift.ts";
import { ofHalf } from "./half.ts";
import type { ParquetLeaf } from "./parquet-schema.ts";

export interface LeafChunk {
  readonly leaf: ParquetLeaf;
  readonly codec: number;
  /** All of its pages. */
  readonly bytes: Uint8Array;
  /** Values with their nulls, as the file says. */
  readonly count: number;
}

/** Takes the values one after the other; `begins` is whether a row begins here. */
export type TakeValue = (value: number | string, begins: boolean) => void;

type Values = ArrayLike<number> | readonly string[];

const PAGE = { data: 0, dictionary: 2, second: 3 } as const;
const ENCODINGS: ReadonlyMap<number, string> = new Map([
  [3, "RLE"],
  [5, "DELTA_BINARY_PACKED"],
  [6, "DELTA_LENGTH_BYTE_ARRAY"],
  [7, "DELTA_BYTE_ARRAY"],
  [9, "BYTE_STREAM_SPLIT"],
]);
const CODECS: ReadonlyMap<number, string> = new Map([
  [3, "lzo"],
  [4, "brotli"],
  [5, "lz4"],
  [6, "zstd"],
  [7, "lz4"],
]);
const [SNAPPY, GZIP] = [1, 2];
/** Deflate makes no more of a byte. */
const MOST_GZIP = 1100;

/** Hands every value to `take`. Throws `STORAGE` for pages that contradict themselves, nulls and forms that are not read. */
export function readLeaf({ leaf, codec, bytes, count }: LeafChunk, take: TakeValue): void {
  const reader = new ThriftReader(bytes);
  let dictionary: Values | undefined;
  let seen = 0;
  while (seen < count) {
    const header = reader.fields();
    const [kind, size, stored] = [countAt(header, 1), countAt(header, 2), countAt(header, 3)];
    const body = bytes.subarray(reader.at, reader.at + stored);
    if (body.length !== stored) throw parquetFault(`a page of ${stored} bytes`, body.length);
    reader.at += stored;
    if (kind === PAGE.dictionary && dictionary === undefined) {
      dictionary = plain(leaf, unpacked(codec, body, size), countAt(fieldsOf(header.get(7)), 1));
    } else if (kind === PAGE.data || kind === PAGE.second) {
      const fields = fieldsOf(header.get(kind === PAGE.data ? 5 : 8));
      const values = countAt(fields, 1);
      if (!(values > 0 && seen + values <= count)) throw parquetFault(`a page of 1 to ${count - seen} values`, values);
      const page = (kind === PAGE.data ? firstPage : secondPage)(leaf, codec, fields, body, size);
      takePage(leaf, page, dictionary, seen, take);
      seen += page.count;
    } else throw parquetFault("a page of data", `kind ${kind}`);
  }
}

interface Page {
  readonly count: number;
  readonly encoding: number;
  /** Levels as numbers; absent where there is one level. */
  readonly repetitions: Int32Array | undefined;
  readonly definitions: Int32Array | undefined;
  readonly values: Uint8Array;
}

/** A page of the first kind: levels have their length before them and are compressed with the values. */
function firstPage(leaf: ParquetLeaf, codec: number, fields: ThriftFields, body: Uint8Array, size: number): Page {
  const count = countAt(fields, 1);
  const bytes = unpacked(codec, body, size);
  let at = 0;
  const levels = (most: number): Int32Array | undefined => {
    if (most === 0) return undefined;
    if (at + 4 > bytes.length) throw parquetFault("levels", "their end");
    const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
    if (at + 4 + length > bytes.length) throw parquetFault(`levels of ${length} bytes`, bytes.length);
    at += 4 + length;
    return hybrid(bytes.subarray(at - length, at), widthOf(most), count);
  };
  const repetitions = levels(leaf.repetitions);
  const definitions = levels(leaf.definitions);
  return { count, encoding: countAt(fields, 2), repetitions, definitions, values: bytes.subarray(at) };
}

/** One of the second kind: levels lie before the compressed values. */
function secondPage(leaf: ParquetLeaf, codec: number, fields: ThriftFields, body: Uint8Array, size: number): Page {
  const [count, defining, repeating] = [countAt(fields, 1), countAt(fields, 5), countAt(fields, 6)];
  const at = defining + repeating;
  if (at > body.length || at > size) throw parquetFault(`levels of ${at} bytes`, body.length);
  const rest = body.subarray(at);
  return {
    count,
    encoding: countAt(fields, 4),
    repetitions:
      leaf.repetitions === 0 ? undefined : hybrid(body.subarray(0, repeating), widthOf(leaf.repetitions), count),
    definitions:
      leaf.definitions === 0 ? undefined : hybrid(body.subarray(repeating, at), widthOf(leaf.definitions), count),
    values: fields.get(7) === false ? rest : unpacked(codec, rest, size - at),
  };
}

function takePage(
  leaf: ParquetLeaf,
  { count, encoding, repetitions, definitions, values }: Page,
  dictionary: Values | undefined,
  seen: number,
  take: TakeValue,
): void {
  const missing = definitions?.findIndex((level) => level !== leaf.definitions) ?? -1;
  if (missing !== -1) throw parquetFault(`a value in every row of ${leaf.name}`, `null at value ${seen + missing}`);
  // Booleans of the second kind of page come in runs, their length before them.
  if (encoding === 0 || (encoding === 3 && leaf.type === 0)) {
    const all = encoding === 0 ? plain(leaf, values, count) : hybrid(values.subarray(4), 1, count);
    for (let k = 0; k < count; k++) take(valueAt(all, k), repetitions === undefined || repetitions[k] === 0);
    return;
  }
  if (encoding !== 2 && encoding !== 8)
    throw parquetFault(
      `${leaf.name} plain or with a dictionary`,
      `${ENCODINGS.get(encoding) ?? `encoding ${encoding}`}, write it as pandas does by default`,
    );
  const codes = hybrid(values.subarray(1), values[0] ?? 0, count);
  for (let k = 0; k < count; k++) {
    const code = codes[k] ?? 0;
    if (!(code < (dictionary?.length ?? 0)) || dictionary === undefined)
      throw parquetFault(`one of ${dictionary?.length ?? 0} values of a dictionary`, code);
    take(valueAt(dictionary, code), repetitions === undefined || repetitions[k] === 0);
  }
}

function valueAt(values: Values, k: number): number | string {
  return values[k] ?? Number.NaN;
}

function widthOf(most: number): number {
  return Math.ceil(Math.log2(most + 1));
}

function unpacked(codec: number, bytes: Uint8Array, size: number): Uint8Array {
  if (codec === 0) return bytes;
  if (codec === SNAPPY) return unsnapped(bytes, size);
  if (codec !== GZIP)
    throw parquetFault(
      "snappy, gzip or no compression",
      CODECS.get(codec) ?? `codec ${codec}`,
      "write it with compression='snappy'",
    );
  if (!(size <= 64 + MOST_GZIP * bytes.length)) throw parquetFault(`a page that ${bytes.length} bytes can hold`, size);
  try {
    const found = gunzipSync(bytes, { out: new Uint8Array(size) });
    if (found.length === size) return found;
  } catch {}
  throw parquetFault(`a page of ${size} bytes`, "damaged ones");
}

const BYTES: ReadonlyMap<number, number> = new Map([
  [1, 4],
  [2, 8],
  [4, 4],
  [5, 8],
]);

function plain(leaf: ParquetLeaf, bytes: Uint8Array, count: number): Values {
  const { type } = leaf;
  if (type === 6) return texts(bytes, count);
  const width = type === 7 && leaf.float16 && leaf.length === 2 ? 2 : type === 0 ? 1 / 8 : BYTES.get(type);
  if (width === undefined) throw parquetFault(`numbers or texts in ${leaf.name}`, `Parquet type ${type}`);
  if (!(count * width <= bytes.length)) throw parquetFault(`${count} values in ${leaf.name}`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 2) {
    const whole = Array.from({ length: count }, (_, k) =>
      leaf.unsigned ? view.getBigUint64(8 * k, true) : view.getBigInt64(8 * k, true),
    );
    return whole.every((value) => Number.isSafeInteger(Number(value))) ? whole.map(Number) : whole.map(String);
  }
  const found = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    if (type === 0) found[k] = ((bytes[k >> 3] ?? 0) >> (k & 7)) & 1;
    else if (type === 1) found[k] = view.getInt32(4 * k, true);
    else if (type === 4) found[k] = view.getFloat32(4 * k, true);
    else if (type === 5) found[k] = view.getFloat64(8 * k, true);
    else found[k] = ofHalf(view.getUint16(2 * k, true));
  }
  return found;
}
