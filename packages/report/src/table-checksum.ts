// What a table says, as one number: computed before writing and after reading, over numbers and codes of strings.

import { checksum } from "./checksum.ts";
import { DOUBLE_COLUMNS, INTEGER_COLUMNS, OPTIONAL_COLUMNS, type Table, TEXT_COLUMNS } from "./shard.ts";

const ENCODER = new TextEncoder();

function bytesOf(values: Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Each string once, in order of appearance, and its number per row: a column's length would not fit one string. */
function textChecksum(values: readonly (string | null)[], start: number): number {
  const codes = new Int32Array(values.length);
  const codeOf = new Map<string | null, number>();
  let last: string | null | undefined;
  let code = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? null;
    if (value !== last) {
      code = codeOf.get(value) ?? codeOf.size;
      if (code === codeOf.size) codeOf.set(value, code);
      last = value;
    }
    codes[row] = code;
  }
  return checksum(bytesOf(codes), checksum(ENCODER.encode(JSON.stringify([...codeOf.keys()])), start));
}

/** NaN has many bit patterns, and which one survives a move is up to the engine; a dictionary merges 0 and -0. */
function doubleChecksum(values: Float64Array, start: number, signedZero: boolean): number {
  const copy = values.slice();
  const words = new Uint32Array(copy.buffer);
  for (let row = 0; row < copy.length; row++) {
    const value = copy[row]!;
    if (Number.isNaN(value)) {
      words[2 * row] = 0;
      words[2 * row + 1] = 0x7ff80000;
    } else if (value === 0 && !signedZero) words[2 * row + 1] = 0;
  }
  return checksum(bytesOf(copy), start);
}

/** Columns whose every bit counts; they are stored without a dictionary. */
export function isPlain(column: string): boolean {
  return column === "entropy" || column === "standardError" || column === "entropyAtSecondBound";
}

function optionalChecksum(values: readonly (number | null)[], start: number, signedZero: boolean): number {
  const exists = new Uint8Array(values.length);
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const number = values[row] ?? null;
    if (number === null) continue;
    exists[row] = 1;
    numbers[row] = number;
  }
  return checksum(exists, doubleChecksum(numbers, start, signedZero));
}

/** CRC-32 of the table's content, column by column. */
export function tableChecksum(table: Table): number {
  let value = 0;
  for (const name of TEXT_COLUMNS) value = textChecksum(table.text[name], value);
  for (const name of INTEGER_COLUMNS) value = checksum(bytesOf(table.integer[name]), value);
  for (const name of DOUBLE_COLUMNS) value = doubleChecksum(table.double[name], value, isPlain(name));
  for (const name of OPTIONAL_COLUMNS) {
    // files written before a column existed keep their checksum
    if (name === "shiftError" || table.optional[name].some((number) => number !== null))
      value = optionalChecksum(table.optional[name], value, isPlain(name));
  }
  return value;
}
