// A column as a dictionary and codes, decided as the Parquet library decides it.

import type { ParquetType } from "hyparquet";

type Values = ArrayLike<unknown>;

/** Each value once, in order of appearance, and its number per row; none where there is no value. */
export interface Coded {
  readonly dictionary: readonly unknown[];
  readonly codes: (number | undefined)[];
  /** Whether the codes take at most half the bytes of the values. */
  readonly pays: boolean;
}

/** A sample of this many rows tells whether a dictionary is worth trying, and this share of distinct bytes that it is not. */
const SAMPLES = 1000;
const DISTINCT = 0.9;
/** Bytes before every text. */
const PREFIX = 4;

function bytesOf(value: unknown, isInteger: boolean): number {
  if (typeof value === "string") return value.length + PREFIX;
  if (typeof value === "bigint") return 8;
  return typeof value === "number" ? (isInteger ? 4 : 8) : 0;
}

/** Whether a sample of the rows repeats itself enough. */
export function isWorthCoding(values: Values, type: ParquetType | undefined): boolean {
  const isInteger = type === "INT32";
  const count = Math.min(values.length, SAMPLES);
  const seen = new Set<unknown>();
  let [distinct, total] = [0, 0];
  for (let index = 0; index < count; index++) {
    const value = values[count === 1 ? 0 : Math.floor((index * (values.length - 1)) / (count - 1))];
    const bytes = bytesOf(value, isInteger);
    if (!seen.has(value)) distinct += bytes;
    seen.add(value);
    total += bytes;
  }
  return total > 0 && distinct / total <= DISTINCT;
}

/** Numbers values in order of appearance. */
class Numbering {
  readonly dictionary: unknown[] = [];
  /** Bytes of each value of the dictionary. */
  readonly sizes: number[] = [];
  readonly #codes = new Map<unknown, number>();
  readonly #isInteger: boolean;

  constructor(isInteger: boolean) {
    this.#isInteger = isInteger;
  }

  codeOf(value: unknown): number {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    const code = this.dictionary.push(value) - 1;
    this.sizes.push(bytesOf(value, this.#isInteger));
    this.#codes.set(value, code);
    return code;
  }
}

function listCodes(values: Values, numbering: Numbering): (number | undefined)[] {
  const codes = new Array<number | undefined>(values.length);
  let last: unknown = null;
  let code: number | undefined;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value !== last) {
      last = value;
      code = value === null ? undefined : numbering.codeOf(value);
    }
    codes[row] = code;
  }
  return codes;
}

/** The same for numbers, which as `unknown` would each be an object. */
function numberCodes(values: Float64Array | Int32Array, numbering: Numbering): number[] {
  const codes = new Array<number>(values.length);
  let last = Number.NaN;
  let code = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value !== last) {
      last = value;
      code = numbering.codeOf(value);
    }
    codes[row] = code;
  }
  return codes;
}

/** The dictionary of the values; NaN is one value, and so are 0 and -0. */
export function codesOf(values: Values, type: ParquetType | undefined): Coded {
  const numbering = new Numbering(type === "INT32");
  const isNumbers = values instanceof Float64Array || values instanceof Int32Array;
  const codes = isNumbers ? numberCodes(values, numbering) : listCodes(values, numbering);
  const { dictionary, sizes } = numbering;
  let [count, total] = [0, 0];
  for (const code of codes) {
    if (code === undefined) continue;
    count += 1;
    total += sizes[code]!;
  }
  const indexBytes = Math.ceil((count * Math.ceil(Math.log2(sizes.length))) / 8);
  const distinct = sizes.reduce((sum, bytes) => sum + bytes, 0);
  return { dictionary, codes, pays: 2 * (distinct + indexBytes) <= total };
}
