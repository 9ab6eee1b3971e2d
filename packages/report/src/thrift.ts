// Thrift's compact protocol, as Parquet's metadata and page headers are written in it, read within bounds and with an end.

import { ensure, StillpointError } from "@stillpoint/core";

/** A value; the fields of a structure by their number. */
export type Thrift = number | boolean | Uint8Array | readonly Thrift[] | ThriftFields;
export interface ThriftFields extends ReadonlyMap<number, Thrift> {}

/** Structures within structures: Parquet's metadata have fewer. */
const DEEPEST = 16;

/** What is wrong with a file; whoever knows its name puts it before. */
export function parquetFault(expected: string, got: string | number, remedy = "write the file again"): StillpointError {
  return new StillpointError("STORAGE", `Parquet: expected ${expected}; got ${got}; ${remedy}`);
}

/** Bytes one behind the other. Every read throws `STORAGE` behind the last. */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const value = this.#bytes[this.at++];
    if (value === undefined) throw parquetFault(`more than ${this.#bytes.length} bytes`, "their end");
    return value;
  }

  /** An unsigned number of at most 64 bits; those above 2^53 are near it. */
  varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw parquetFault("a number of 64 bits", "a longer one");
  }

  fields(depth = 0): ThriftFields {
    if (depth > DEEPEST) throw parquetFault(`structures ${DEEPEST} deep`, "deeper ones");
    const found = new Map<number, Thrift>();
    let field = 0;
    for (let head = this.byte(); (head & 15) !== 0; head = this.byte()) {
      field = head >> 4 === 0 ? this.#signed() : field + (head >> 4);
      found.set(field, this.#value(head & 15, depth));
    }
    return found;
  }

  #signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #value(type: number, depth: number): Thrift {
    if (type === 1 || type === 2) return type === 1;
    if (type === 3) return this.byte();
    if (type >= 4 && type <= 6) return this.#signed();
    if (type === 7 || type === 8) return this.#taken(type === 7 ? 8 : this.varint());
    if (type === 9) return this.#list(depth);
    if (type === 12) return this.fields(depth + 1);
    throw parquetFault("a value of a known type", `type ${type}`);
  }

  #list(depth: number): readonly Thrift[] {
    if (depth > DEEPEST) throw parquetFault(`structures ${DEEPEST} deep`, "deeper ones");
    const head = this.byte();
    const count = head >> 4 === 15 ? this.varint() : head >> 4;
    const type = head & 15;
    const values: Thrift[] = [];
    // Every value takes a byte at least, so no count outlives the bytes.
    for (let k = 0; k < count; k++) values.push(type < 3 ? this.byte() === 1 : this.#value(type, depth + 1));
    return values;
  }

  #taken(length: number): Uint8Array {
    const from = this.at;
    this.at += length;
    if (this.at > this.#bytes.length) throw parquetFault(`${length} bytes at ${from}`, `${this.#bytes.length} in all`);
    return this.#bytes.subarray(from, this.at);
  }
}

/** The whole number from 0 of a field; `instead` where there is none. Throws `STORAGE` for anything else. */
export function countAt(fields: ThriftFields, field: number, instead?: number): number {
  const value = fields.get(field) ?? instead;
  ensure(
    typeof value === "number" && Number.isSafeInteger(value) && value >= 0,
    "STORAGE",
    () => `Parquet, field ${field}: expected a whole number from 0; got ${value}; write the file again`,
  );
  return value;
}

/** The structure of a field. Throws `STORAGE` where it is none. */
export function fieldsOf(value: Thrift | undefined): ThriftFields {
  if (value instanceof Map) return value;
  throw parquetFault("a structure", typeof value);
}

/** The list of a field, empty where there is none. Throws `STORAGE` where it is something else. */
export function listOf(value: Thrift | undefined): readonly Thrift[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw parquetFault("a list", typeof value);
}

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text of a field. Throws `STORAGE` where it is none. */
export function textOf(value: Thrift | undefined): string {
  if (value instanceof Uint8Array) return DECODER.decode(value);
  throw parquetFault("a text", typeof value);
}
