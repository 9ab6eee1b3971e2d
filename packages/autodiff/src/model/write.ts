// Records to ONNX bytes: weights are copied once, as the byte ranges they came from.

import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { type AttributeValue, type Dim, ElementType, type Graph, type Model, type Node, type Port } from "./graph.ts";

/** Encodes a model. The peak is one copy of the weights. */
export function writeModel(model: Model): Uint8Array {
  const head = new BinaryWriter();
  head.tag(1, WireType.Varint).int64(model.irVersion);
  head.tag(2, WireType.LengthDelimited).string(model.producer);
  for (const [domain, version] of model.opsets) {
    const opset = new BinaryWriter();
    opset.tag(1, WireType.LengthDelimited).string(domain);
    opset.tag(2, WireType.Varint).int64(version);
    head.tag(8, WireType.LengthDelimited).bytes(opset.finish());
  }
  for (const [key, value] of model.metadata) {
    const entry = new BinaryWriter();
    entry.tag(1, WireType.LengthDelimited).string(key);
    entry.tag(2, WireType.LengthDelimited).string(value);
    head.tag(14, WireType.LengthDelimited).bytes(entry.finish());
  }
  const graph = graphChunks(model.graph);
  const size = graph.reduce((sum, chunk) => sum + chunk.length, 0);
  return concat([head.finish(), header(7, size), ...graph]);
}

function graphChunks(graph: Graph): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const nodes = new BinaryWriter();
  for (const node of graph.nodes) nodes.tag(1, WireType.LengthDelimited).bytes(nodeBytes(node));
  nodes.tag(2, WireType.LengthDelimited).string(graph.name);
  chunks.push(nodes.finish());
  for (const { proto } of graph.initializers.values()) chunks.push(header(5, proto.length), proto);
  const ports = new BinaryWriter();
  for (const port of graph.inputs) ports.tag(11, WireType.LengthDelimited).bytes(portBytes(port));
  for (const port of graph.outputs) ports.tag(12, WireType.LengthDelimited).bytes(portBytes(port));
  for (const port of graph.declared.values()) ports.tag(13, WireType.LengthDelimited).bytes(portBytes(port));
  chunks.push(ports.finish());
  return chunks;
}

function nodeBytes(node: Node): Uint8Array {
  const writer = new BinaryWriter();
  for (const input of node.inputs) writer.tag(1, WireType.LengthDelimited).string(input);
  for (const output of node.outputs) writer.tag(2, WireType.LengthDelimited).string(output);
  writer.tag(3, WireType.LengthDelimited).string(node.name);
  writer.tag(4, WireType.LengthDelimited).string(node.op);
  if (node.domain !== "") writer.tag(7, WireType.LengthDelimited).string(node.domain);
  for (const [name, value] of node.attributes) {
    writer.tag(5, WireType.LengthDelimited).bytes(attributeBytes(name, value));
  }
  return writer.finish();
}

const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

function attributeBytes(name: string, attribute: AttributeValue): Uint8Array {
  if (attribute.kind === "raw") return attribute.value;
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(name);
  if (attribute.kind === "float") writer.tag(2, WireType.Bit32).float(attribute.value);
  else if (attribute.kind === "int") writer.tag(3, WireType.Varint).int64(attribute.value);
  else if (attribute.kind === "string") writer.tag(4, WireType.LengthDelimited).string(attribute.value);
  else if (attribute.kind === "tensor") writer.tag(5, WireType.LengthDelimited).bytes(attribute.value.proto);
  else if (attribute.kind === "graph") {
    writer.tag(6, WireType.LengthDelimited).bytes(concat(graphChunks(attribute.value)));
  } else if (attribute.kind === "floats")
    for (const value of attribute.value) writer.tag(7, WireType.Bit32).float(value);
  else if (attribute.kind === "ints") for (const value of attribute.value) writer.tag(8, WireType.Varint).int64(value);
  else for (const value of attribute.value) writer.tag(9, WireType.LengthDelimited).string(value);
  writer.tag(20, WireType.Varint).int32(ATTRIBUTE_TYPE[attribute.kind]);
  return writer.finish();
}

function portBytes(port: Port): Uint8Array {
  const named = new BinaryWriter().tag(1, WireType.LengthDelimited).string(port.name);
  if (port.elementType === ElementType.UNDEFINED) return named.finish();
  const tensor = new BinaryWriter();
  tensor.tag(1, WireType.Varint).int32(port.elementType);
  if (port.dims !== undefined) tensor.tag(2, WireType.LengthDelimited).bytes(shapeBytes(port.dims));
  const type = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(tensor.finish()).finish();
  return named.tag(2, WireType.LengthDelimited).bytes(type).finish();
}

function shapeBytes(dims: readonly Dim[]): Uint8Array {
  const shape = new BinaryWriter();
  for (const dim of dims) {
    const entry = new BinaryWriter();
    if (typeof dim === "number") entry.tag(1, WireType.Varint).int64(dim);
    else if (dim !== "?") entry.tag(2, WireType.LengthDelimited).string(dim);
    shape.tag(1, WireType.LengthDelimited).bytes(entry.finish());
  }
  return shape.finish();
}

function header(field: number, length: number): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
