// TensorProto: writing small constants, reading the values of constants.

import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { StillpointError } from "@stillpoint/core";
import { ElementType, type Initializer } from "./graph.ts";

// Field numbers of TensorProto.
const DIMS = 1;
const DATA_TYPE = 2;
const FLOAT_DATA = 4;
const INT32_DATA = 5;
const INT64_DATA = 7;
const NAME = 8;
const RAW_DATA = 9;
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;

export type TensorValues = Float32Array | BigInt64Array | Int32Array | Uint8Array;

/** Encodes a tensor as an initializer; `data` is row-major and holds the product of `dims` values. */
export function encodeTensor(
  name: string,
  elementType: number,
  dims: readonly number[],
  data: TensorValues,
): Initializer {
  const writer = new BinaryWriter();
  for (const dim of dims) writer.tag(DIMS, WireType.Varint).int64(dim);
  writer.tag(DATA_TYPE, WireType.Varint).int32(elementType);
  writer.tag(NAME, WireType.LengthDelimited).string(name);
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  writer.tag(RAW_DATA, WireType.LengthDelimited).bytes(raw);
  return { name, elementType, dims, proto: writer.finish(), external: false };
}

/** Reads name, type and shape; leaves the values encoded. */
export function readTensorHeader(proto: Uint8Array): Initializer {
  const reader = new BinaryReader(proto);
  const dims: number[] = [];
  let elementType = 0;
  let name = "";
  let external = false;
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === DIMS) readInts(reader, wire, dims);
    else if (field === DATA_TYPE) elementType = reader.int32();
    else if (field === NAME) name = reader.string();
    else if (field === DATA_LOCATION) external = reader.int32() === 1 || external;
    else if (field === EXTERNAL_DATA) {
      external = true;
      reader.skip(wire, field);
    } else reader.skip(wire, field);
  }
  return { name, elementType, dims, proto, external };
}

/** A copy of `initializer` under another name; its values are not touched. */
export function renameTensor(initializer: Initializer, name: string): Initializer {
  // A later occurrence of a scalar field wins, so appending the name is enough.
  const suffix = new BinaryWriter().tag(NAME, WireType.LengthDelimited).string(name).finish();
  const proto = new Uint8Array(initializer.proto.length + suffix.length);
  proto.set(initializer.proto);
  proto.set(suffix, initializer.proto.length);
  return { ...initializer, name, proto };
}

/** The values of a float32, int32, int64 or bool tensor, always in memory of their own. */
export function tensorValues(initializer: Initializer): TensorValues {
  const { elementType, name } = initializer;
  if (initializer.external) {
    throw new StillpointError(
      "MODEL",
      `tensor ${name}: expected values inside the model file; got external data; export with external_data=False`,
    );
  }
  const found = storedValues(initializer.proto);
  if (elementType === ElementType.FLOAT)
    return found.raw ? new Float32Array(copy(found.raw)) : Float32Array.from(found.floats);
  if (elementType === ElementType.INT64)
    return found.raw ? new BigInt64Array(copy(found.raw)) : BigInt64Array.from(found.longs);
  if (elementType === ElementType.INT32)
    return found.raw ? new Int32Array(copy(found.raw)) : Int32Array.from(found.ints);
  if (elementType === ElementType.BOOL)
    return found.raw ? new Uint8Array(copy(found.raw)) : Uint8Array.from(found.ints);
  throw new StillpointError(
    "MODEL",
    `tensor ${name}: expected float32, int32, int64 or bool; got element type ${elementType}; export the network in float32`,
  );
}

interface Stored {
  raw: Uint8Array | undefined;
  readonly floats: number[];
  readonly ints: number[];
  readonly longs: bigint[];
}

function storedValues(proto: Uint8Array): Stored {
  const stored: Stored = { raw: undefined, floats: [], ints: [], longs: [] };
  const reader = new BinaryReader(proto);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === RAW_DATA) stored.raw = reader.bytes();
    else if (field === FLOAT_DATA) each(reader, wire, () => stored.floats.push(reader.float()));
    else if (field === INT32_DATA) each(reader, wire, () => stored.ints.push(reader.int32()));
    else if (field === INT64_DATA) each(reader, wire, () => stored.longs.push(BigInt(reader.int64())));
    else reader.skip(wire, field);
  }
  return stored;
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

// Raw data can start at any byte; typed arrays need alignment.
function copy(raw: Uint8Array): ArrayBuffer {
  const buffer = new ArrayBuffer(raw.byteLength);
  new Uint8Array(buffer).set(raw);
  return buffer;
}
