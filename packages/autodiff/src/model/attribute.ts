// AttributeProto in and out.

import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { joined } from "./chunks.ts";
import type { AttributeValue, Graph, Initializer } from "./graph.ts";
import { integer } from "./integer.ts";
import { each, type FindFile, readTensor, tensorChunks } from "./tensor.ts";

const FLOAT = 1;
const INT = 2;
const STRING = 3;
const TENSOR = 4;
const GRAPH = 5;
const FLOATS = 6;
const INTS = 7;
const STRINGS = 8;

/** What reading an attribute needs. */
export interface AttributeReading {
  readonly fileOf: FindFile;
  readonly graphOf: (bytes: Uint8Array) => Graph;
}

/** Name and value of an attribute; kinds that nothing here reads stay encoded. */
export function readAttribute(bytes: Uint8Array, reading: AttributeReading): [name: string, value: AttributeValue] {
  const reader = new BinaryReader(bytes);
  let name = "";
  let reference = "";
  let type = 0;
  let f = 0;
  let i = 0n;
  let s = "";
  let t: Initializer | undefined;
  let g: Graph | undefined;
  const floats: number[] = [];
  const ints: bigint[] = [];
  const strings: string[] = [];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1) name = reader.string();
    else if (field === 2) f = reader.float();
    else if (field === 3) i = BigInt(reader.int64());
    else if (field === 4) s = new TextDecoder().decode(reader.bytes());
    else if (field === 5) t = readTensor(reader.bytes(), reading.fileOf);
    else if (field === 6) g = reading.graphOf(reader.bytes());
    else if (field === 7) each(reader, wire, () => floats.push(reader.float()));
    else if (field === 8) each(reader, wire, () => ints.push(BigInt(reader.int64())));
    else if (field === 9) strings.push(new TextDecoder().decode(reader.bytes()));
    else if (field === 20) type = reader.int32();
    else if (field === 21) reference = reader.string();
    else reader.skip(wire, field);
  }
  if (reference !== "") return [name, { kind: "reference", value: reference }];
  if (type === FLOAT) return [name, { kind: "float", value: f }];
  if (type === INT) return [name, { kind: "int", value: Number(i), ...(isExact(i) ? {} : { exact: i }) }];
  if (type === STRING) return [name, { kind: "string", value: s }];
  if (type === TENSOR && t !== undefined) return [name, { kind: "tensor", value: t }];
  if (type === GRAPH && g !== undefined) return [name, { kind: "graph", value: g }];
  if (type === FLOATS) return [name, { kind: "floats", value: floats }];
  if (type === INTS) {
    return [name, { kind: "ints", value: ints.map(Number), ...(ints.every(isExact) ? {} : { exact: ints }) }];
  }
  if (type === STRINGS) return [name, { kind: "strings", value: strings }];
  return [name, { kind: "raw", value: bytes }];
}

function isExact(value: bigint): boolean {
  return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value));
}

const TYPES = {
  float: FLOAT,
  int: INT,
  string: STRING,
  tensor: TENSOR,
  graph: GRAPH,
  floats: FLOATS,
  ints: INTS,
  strings: STRINGS,
};

/** An attribute; `graphBytes` encodes a sub-graph. */

export function attributeBytes(
  name: string,
  attribute: AttributeValue,
  graphBytes: (graph: Graph) => Uint8Array,
): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(name);
  switch (attribute.kind) {
    case "raw":
      return attribute.value;
    case "reference":
      return writer.tag(21, WireType.LengthDelimited).string(attribute.value).finish();
    case "float":
      writer.tag(2, WireType.Bit32).float(attribute.value);
      break;
    case "int":
      writer.tag(3, WireType.Varint).int64(attribute.exact ?? integer(attribute.value));
      break;
    case "string":
      writer.tag(4, WireType.LengthDelimited).string(attribute.value);
      break;
    case "tensor":
      writer.tag(5, WireType.LengthDelimited).bytes(joined(tensorChunks(attribute.value)));
      break;
    case "graph":
      writer.tag(6, WireType.LengthDelimited).bytes(graphBytes(attribute.value));
      break;
    case "floats":
      for (const value of attribute.value) writer.tag(7, WireType.Bit32).float(value);
      break;
    case "ints":
      for (const value of attribute.exact ?? attribute.value.map(integer)) writer.tag(8, WireType.Varint).int64(value);
      break;
    case "strings":
      for (const value of attribute.value) writer.tag(9, WireType.LengthDelimited).string(value);
      break;
  }
  return writer.tag(20, WireType.Varint).int32(TYPES[attribute.kind]).finish();
}
