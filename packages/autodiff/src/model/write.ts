// Records to ONNX bytes: weights are copied once, as the byte ranges they came from.

import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { ensure } from "@stillpoint/core";
import { attributeBytes } from "./attribute.ts";
import { gathered, joined, sizeOf } from "./chunks.ts";
import { type Dim, ElementType, type Graph, type LocalFunction, type Model, type Node, type Port } from "./graph.ts";
import { type Chunk, type Place, tensorChunks } from "./tensor.ts";

/** What protobuf can hold. */
const LARGEST = 2 ** 31;

/** Encodes a model whose weights are in memory. The peak is one copy of them. Throws `StillpointError MODEL`. */
export function writeModel(model: Model): Uint8Array {
  return joined(modelChunks(model));
}

/**
 * Encodes a model; weights that were not read are read one by one, or stay in their file where `place` names it. Throws
 * `StillpointError MODEL`, and what reading a file throws.
 */
export function gatherModel(model: Model, place?: Place): Promise<Uint8Array> {
  return gathered(modelChunks(model, place));
}

function modelChunks(model: Model, place?: Place): Chunk[] {
  const head = new BinaryWriter();
  head.tag(1, WireType.Varint).int64(model.irVersion);
  head.tag(2, WireType.LengthDelimited).string(model.producer);
  for (const opset of opsetProtos(model.opsets)) head.tag(8, WireType.LengthDelimited).bytes(opset);
  for (const [key, value] of model.metadata) {
    const entry = new BinaryWriter();
    entry.tag(1, WireType.LengthDelimited).string(key);
    entry.tag(2, WireType.LengthDelimited).string(value);
    head.tag(14, WireType.LengthDelimited).bytes(entry.finish());
  }
  for (const each of model.functions ?? []) head.tag(25, WireType.LengthDelimited).bytes(functionBytes(each));
  const graph = graphChunks(model.graph, place);
  const size = sizeOf(graph);
  ensure(
    size < LARGEST,
    "MODEL",
    () =>
      `model: expected less than 2 GiB in one file; got ${(size / 2 ** 30).toFixed(1)} GiB; cut a smaller part, or leave weights in files of their own`,
  );
  return [head.finish(), header(7, size), ...graph];
}

function opsetProtos(opsets: ReadonlyMap<string, number>): Uint8Array[] {
  return [...opsets].map(([domain, version]) => {
    const opset = new BinaryWriter();
    opset.tag(1, WireType.LengthDelimited).string(domain);
    return opset.tag(2, WireType.Varint).int64(version).finish();
  });
}

function functionBytes({
  name,
  domain,
  overload,
  inputs,
  outputs,
  defaults,
  nodes,
  opsets,
}: LocalFunction): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(name);
  for (const input of inputs) writer.tag(4, WireType.LengthDelimited).string(input);
  for (const output of outputs) writer.tag(5, WireType.LengthDelimited).string(output);
  for (const node of nodes) writer.tag(7, WireType.LengthDelimited).bytes(nodeBytes(node));
  for (const opset of opsetProtos(opsets)) writer.tag(9, WireType.LengthDelimited).bytes(opset);
  writer.tag(10, WireType.LengthDelimited).string(domain);
  for (const [key, value] of defaults)
    writer.tag(11, WireType.LengthDelimited).bytes(attributeBytes(key, value, graphBytes));
  if (overload !== "") writer.tag(13, WireType.LengthDelimited).string(overload);
  return writer.finish();
}

function graphChunks(graph: Graph, place?: Place): Chunk[] {
  const chunks: Chunk[] = [];
  const nodes = new BinaryWriter();
  for (const node of graph.nodes) nodes.tag(1, WireType.LengthDelimited).bytes(nodeBytes(node));
  nodes.tag(2, WireType.LengthDelimited).string(graph.name);
  chunks.push(nodes.finish());
  for (const tensor of graph.initializers.values()) {
    const encoded = tensorChunks(tensor, place);
    chunks.push(header(5, sizeOf(encoded)), ...encoded);
  }
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
  if (node.overload !== undefined) writer.tag(8, WireType.LengthDelimited).string(node.overload);
  for (const [name, value] of node.attributes) {
    writer.tag(5, WireType.LengthDelimited).bytes(attributeBytes(name, value, graphBytes));
  }
  return writer.finish();
}

function graphBytes(graph: Graph): Uint8Array {
  return joined(graphChunks(graph));
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
