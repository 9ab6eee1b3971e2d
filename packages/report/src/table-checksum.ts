// What a table says, as one number: computed before writing and after reading, over numbers and codes of strings.

import { checksum } from "./checksum.ts";
import { DOUBLE_COLUMNS, INTEGER_COLUMNS, LONG_COLUMNS, OPTIONAL_COLUMNS, type Table, TEXT_COLUMNS } from "./shard.ts";

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
function isPatternFree(values: Float64Array, signedZero: boolean): boolean {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value) || (value === 0 && !signedZero)) return false;
  }
  return true;
}

function doubleChecksum(values: Float64Array, start: number, signedZero: boolean): number {
  if (isPatternFree(values, signedZero)) return checksum(bytesOf(values), start);
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

/** Files written when these columns had 32 bits keep their checksum. */
function longBytes(values: Float64Array): Uint8Array {
  const short = Int32Array.from(values);
  return bytesOf(short.every((value, row) => value === values[row]) ? short : values);
}

/** Columns whose every bit counts; they are stored without a dictionary. */
export function isPlain(column: string): boolean {
  return column === "entropy" || column === "standardError" || column === "entropyAtSecondBound";
}

/** CRC-32 of the table's content, column by column. */
export function tableChecksum(table: Table): number {
  let value = 0;
  for (const name of TEXT_COLUMNS) value = textChecksum(table.text[name], value);
  const [seed, ...others] = INTEGER_COLUMNS;
  value = checksum(bytesOf(table.integer[seed]), value);
  for (const name of LONG_COLUMNS) value = checksum(longBytes(table.long[name]), value);
  for (const name of others) value = checksum(bytesOf(table.integer[name]), value);
  for (const name of DOUBLE_COLUMNS) value = doubleChecksum(table.double[name], value, isPlain(name));
  for (const name of OPTIONAL_COLUMNS) {
    // files written before a column existed keep their checksum
    const { values, exists } = table.optional[name];
    if (name === "shiftError" || exists.includes(1))
      value = checksum(exists, doubleChecksum(values, value, isPlain(name)));
  }
  return value;
}
