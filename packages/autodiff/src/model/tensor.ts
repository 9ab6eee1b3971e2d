// TensorProto in and out: names, types and shapes, and the values of constants.

import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { StillpointError } from "@stillpoint/core";
import { byteLength, elementBits, toFloat32 } from "./element.ts";
import { ElementType, type Initializer, type StoredRange } from "./graph.ts";
import { type ModelFile, readRange } from "./model-file.ts";

// Field numbers of TensorProto.
const DIMS = 1;
const DATA_TYPE = 2;
const FLOAT_DATA = 4;
const INT32_DATA = 5;
const STRING_DATA = 6;
const INT64_DATA = 7;
const NAME = 8;
const RAW_DATA = 9;
const DOUBLE_DATA = 10;
const UINT64_DATA = 11;
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;

export type TensorValues = Float32Array | BigInt64Array | Int32Array | Uint8Array;

/** The file a tensor's values lie in, by the location its model names. */
export type FindFile = (location: string, tensor: string) => ModelFile;

/** A tensor of values in memory; `data` is row-major and holds the product of `dims` values. */
export function encodeTensor(
  name: string,
  elementType: number,
  dims: readonly number[],
  data: TensorValues,
): Initializer {
  return { name, elementType, dims, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** A tensor of texts. */
export function encodeStrings(name: string, dims: readonly number[], texts: readonly string[]): Initializer {
  const encoder = new TextEncoder();
  const data = stringFields(texts.map((text) => encoder.encode(text)));
  return { name, elementType: ElementType.STRING, dims, data };
}

/**
 * A TensorProto; `fileOf` finds the file of values that lie elsewhere. Throws `StillpointError MODEL` where they are more
 * or fewer than its shape takes.
 */
export function readTensor(proto: Uint8Array, fileOf: FindFile): Initializer {
  const reader = new BinaryReader(proto);
  const dims: number[] = [];
  const values = new StoredValues();
  const entries = new Map<string, string>();
  let elementType = 0;
  let name = "";
  let external = false;
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === DIMS) readInts(reader, wire, dims);
    else if (field === DATA_TYPE) elementType = reader.int32();
    else if (field === NAME) name = reader.string();
    else if (field === DATA_LOCATION) external = reader.int32() === 1;
    else if (field === EXTERNAL_DATA) entries.set(...keyValue(reader.bytes()));
    else if (!values.take(field, wire, reader)) reader.skip(wire, field);
  }
  const size = byteLength(name, elementType, dims);
  if (external || (entries.size > 0 && values.empty)) {
    return { name, elementType, dims, data: elsewhere({ name, dims, elementType, size, entries, fileOf }) };
  }
  const data = values.bytes(elementType);
  if (size !== undefined && data.length !== size) throw notSized(name, dims, size, data.length);
  return { name, elementType, dims, data };
}

function notSized(name: string, dims: readonly number[], size: number, found: number): StillpointError {
  return new StillpointError(
    "MODEL",
    `tensor ${name}: expected ${size} bytes of values for shape ${dims.join("x") || "()"}; got ${found}; the file is damaged, copy or export it again`,
  );
}

interface ElsewhereParts {
  readonly name: string;
  readonly dims: readonly number[];
  readonly elementType: number;
  readonly size: number | undefined;
  readonly entries: ReadonlyMap<string, string>;
  readonly fileOf: FindFile;
}

function elsewhere({ name, dims, elementType, size, entries, fileOf }: ElsewhereParts): StoredRange {
  const number = (key: string): number | undefined => {
    const text = entries.get(key);
    if (text === undefined || text === "") return undefined;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw new StillpointError(
      "MODEL",
      `tensor ${name}: expected ${key} of its data as a whole number; got ${text.slice(0, 40)}; export it again`,
    );
  };
  const file = fileOf(entries.get("location") ?? "", name);
  const offset = number("offset") ?? 0;
  const length = number("length") ?? size ?? file.size - offset;
  if (size !== undefined && length !== size) throw notSized(name, dims, size, length);
  if (offset + length > file.size) {
    throw new StillpointError(
      "MODEL",
      `tensor ${name}: expected ${offset + length} bytes in ${file.name}; got ${file.size}; that file is cut short or belongs to another model, copy it again`,
    );
  }
  return { file, offset, length, elementType };
}

/** The fields of a TensorProto that hold values; large models have them as raw data, small constants in any form. */
class StoredValues {
  #raw: Uint8Array | undefined;
  readonly #floats: number[] = [];
  readonly #doubles: number[] = [];
  readonly #ints: number[] = [];
  readonly #longs: bigint[] = [];
  readonly #strings: Uint8Array[] = [];
  empty = true;

  /** Reads a field of values; false for any other. */
  take(field: number, wire: WireType, reader: BinaryReader): boolean {
    if (field === RAW_DATA) this.#raw = reader.bytes();
    else if (field === FLOAT_DATA) each(reader, wire, () => this.#floats.push(reader.float()));
    else if (field === DOUBLE_DATA) each(reader, wire, () => this.#doubles.push(reader.double()));
    else if (field === INT32_DATA) each(reader, wire, () => this.#ints.push(reader.int32()));
    else if (field === INT64_DATA) each(reader, wire, () => this.#longs.push(BigInt(reader.int64())));
    else if (field === UINT64_DATA) each(reader, wire, () => this.#longs.push(BigInt(reader.uint64())));
    else if (field === STRING_DATA) this.#strings.push(reader.bytes());
    else return false;
    this.empty = false;
    return true;
  }

  bytes(elementType: number): Uint8Array {
    if (elementType === ElementType.STRING) return stringFields(this.#strings);
    if (this.#raw !== undefined) return this.#raw;
    if (this.#floats.length > 0) return bytesOf(Float32Array.from(this.#floats));
    if (this.#doubles.length > 0) return bytesOf(Float64Array.from(this.#doubles));
    const bits = elementBits(elementType);
    if (this.#longs.length > 0) {
      return bits === 32 ? bytesOf(Uint32Array.from(this.#longs, Number)) : bytesOf(BigInt64Array.from(this.#longs));
    }
    if (bits === 16) return bytesOf(Uint16Array.from(this.#ints));
    return bits === 32 ? bytesOf(Int32Array.from(this.#ints)) : Uint8Array.from(this.#ints);
  }
}

function stringFields(strings: readonly Uint8Array[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const text of strings) writer.tag(STRING_DATA, WireType.LengthDelimited).bytes(text);
  return writer.finish();
}

function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** What external data of a written file is called, for values that stay where they lie; undefined to copy them. */
export type Place = (range: StoredRange) => string | undefined;

/** Bytes of a file being written, or a tensor whose values are read when their turn comes. */
export type Chunk = Uint8Array | Unread;

/** A tensor whose values lie in a file. */
export type Unread = Initializer & { readonly data: StoredRange };

/** Bytes of a chunk. */
export function chunkLength(chunk: Chunk): number {
  if (chunk instanceof Uint8Array) return chunk.length;
  return byteLength(chunk.name, chunk.elementType, chunk.dims) ?? chunk.data.length;
}

/** The chunks of a TensorProto; `place` says which values stay in their file. */
export function tensorChunks(tensor: Initializer, place?: Place): Chunk[] {
  const { name, elementType, dims, data } = tensor;
  const writer = new BinaryWriter();
  for (const dim of dims) writer.tag(DIMS, WireType.Varint).int64(dim);
  writer.tag(DATA_TYPE, WireType.Varint).int32(elementType);
  writer.tag(NAME, WireType.LengthDelimited).string(name);
  if (elementType === ElementType.STRING && data instanceof Uint8Array) return [writer.finish(), data];
  const location = data instanceof Uint8Array || data.elementType !== elementType ? undefined : place?.(data);
  if (data instanceof Uint8Array || location === undefined) {
    const values = data instanceof Uint8Array ? data : { ...tensor, data };
    return [writer.tag(RAW_DATA, WireType.LengthDelimited).uint32(chunkLength(values)).finish(), values];
  }
  return [writer.finish(), externalData({ location, offset: `${data.offset}`, length: `${data.length}` })];
}

/** The fields of a TensorProto that say where its values lie. */
export function externalData(entries: Readonly<Record<string, string>>): Uint8Array {
  const writer = new BinaryWriter();
  for (const [key, value] of Object.entries(entries)) {
    const entry = new BinaryWriter().tag(1, WireType.LengthDelimited).string(key);
    entry.tag(2, WireType.LengthDelimited).string(value);
    writer.tag(EXTERNAL_DATA, WireType.LengthDelimited).bytes(entry.finish());
  }
  return writer.tag(DATA_LOCATION, WireType.Varint).int32(1).finish();
}

/** Whether a tensor's values lie in a file. */
export function isUnread(tensor: Initializer): tensor is Unread {
  return !(tensor.data instanceof Uint8Array);
}

/** Whether a tensor's values are in memory. */
export function isLoaded(tensor: Initializer): tensor is Initializer & { readonly data: Uint8Array } {
  return tensor.data instanceof Uint8Array;
}

/** The values of a tensor that lie in a file, as the tensor's type. Throws what reading the file throws. */
export async function readValues(tensor: Unread): Promise<Uint8Array> {
  const { file, offset, length, elementType } = tensor.data;
  const stored = await readRange(file, offset, length);
  return elementType === tensor.elementType ? stored : toFloat32(stored, elementType);
}

/** The error for values that were not read. */
export function unread(name: string): StillpointError {
  return new StillpointError(
    "MODEL",
    `tensor ${name}: expected values in memory; got a part of a file that was not read; call loadWeights first`,
  );
}

/** The values of a float32, int32, int64, bool or uint8 tensor in memory, always in memory of their own. Throws `MODEL`. */
export function tensorValues(initializer: Initializer): TensorValues {
  const { elementType, name, data } = initializer;
  if (!(data instanceof Uint8Array)) throw unread(name);
  if (elementType === ElementType.FLOAT) return new Float32Array(copy(data));
  if (elementType === ElementType.INT64) return new BigInt64Array(copy(data));
  if (elementType === ElementType.INT32) return new Int32Array(copy(data));
  if (elementType === ElementType.BOOL || elementType === ElementType.UINT8) return new Uint8Array(copy(data));
  throw new StillpointError(
    "MODEL",
    `tensor ${name}: expected float32, int32, int64, uint8 or bool; got element type ${elementType}; export the network in float32`,
  );
}

/** Reads a repeated integer field, packed or not, into `into`. */
export function readInts(reader: BinaryReader, wire: WireType, into: number[]): void {
  each(reader, wire, () => into.push(Number(reader.int64())));
}

/** Calls `next` once per element of a repeated scalar field, packed or not. */
export function each(reader: BinaryReader, wire: WireType, next: () => unknown): void {
  if (wire !== WireType.LengthDelimited) {
    next();
    return;
  }
  const end = reader.uint32() + reader.pos;
  while (reader.pos < end) next();
}

/** A StringStringEntryProto. */
export function keyValue(bytes: Uint8Array): [key: string, value: string] {
  const reader = new BinaryReader(bytes);
  let key = "";
  let value = "";
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1) key = reader.string();
    else if (field === 2) value = reader.string();
    else reader.skip(wire, field);
  }
  return [key, value];
}

// Raw data can start at any byte; typed arrays need alignment.
function copy(raw: Uint8Array): ArrayBuffer {
  const buffer = new ArrayBuffer(raw.byteLength);
  new Uint8Array(buffer).set(raw);
  return buffer;
}
