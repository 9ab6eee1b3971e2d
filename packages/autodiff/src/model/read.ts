// ONNX bytes to records: one scan of the protobuf wire, weights left where they lie.

import { BinaryReader, type WireType } from "@bufbuild/protobuf/wire";
import { StillpointError } from "@stillpoint/core";
import type { AttributeValue, Dim, Graph, Initializer, Model, Node, Port } from "./graph.ts";
import { each, readInts, readTensorHeader } from "./tensor.ts";

/**
 * Reads an ONNX model. Initializers are views into `bytes`, which must not change while the model is used.
 * Throws `StillpointError MODEL` when the bytes are not a whole ONNX file.
 */
export function readModel(bytes: Uint8Array): Model {
  let model: Model | undefined;
  try {
    model = modelProto(bytes);
  } catch (cause) {
    if (cause instanceof StillpointError) throw cause;
    throw new StillpointError("MODEL", notOnnx(bytes), { cause });
  }
  if (model === undefined) throw new StillpointError("MODEL", notOnnx(bytes));
  return model;
}

function notOnnx(bytes: Uint8Array): string {
  return (
    `model: expected a complete ONNX file (protobuf); got ${bytes.length} bytes that cannot be read as one; ` +
    "the file may be truncated or not ONNX at all"
  );
}

function fields(bytes: Uint8Array, visit: (field: number, reader: BinaryReader, wire: WireType) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (!visit(field, reader, wire)) reader.skip(wire, field);
  }
}

function modelProto(bytes: Uint8Array): Model | undefined {
  let irVersion = 0;
  let producer = "";
  let graphBytes: Uint8Array | undefined;
  let functions = 0;
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  fields(bytes, (field, reader) => {
    if (field === 1) irVersion = Number(reader.int64());
    else if (field === 2) producer = reader.string();
    else if (field === 7) graphBytes = reader.bytes();
    else if (field === 8) {
      const { domain, version } = opsetProto(reader.bytes());
      opsets.set(domain === "ai.onnx" ? "" : domain, version);
    } else if (field === 14) {
      const [key, value] = keyValue(reader.bytes());
      metadata.set(key, value);
    } else if (field === 25) {
      functions += 1;
      return false;
    } else return false;
    return true;
  });
  if (graphBytes === undefined || irVersion < 1 || opsets.size === 0) return undefined;
  const graph = graphProto(graphBytes);
  if (graph.nodes.length === 0) return undefined;
  if (functions > 0) {
    throw new StillpointError(
      "MODEL",
      `model: expected plain operators; got ${functions} model-local functions; inline them (onnx.inliner.inline_local_functions) and try again`,
    );
  }
  return { irVersion, producer, opsets, metadata, graph };
}

function opsetProto(bytes: Uint8Array): { domain: string; version: number } {
  let domain = "";
  let version = 0;
  fields(bytes, (field, reader) => {
    if (field === 1) domain = reader.string();
    else if (field === 2) version = Number(reader.int64());
    else return false;
    return true;
  });
  return { domain, version };
}

function keyValue(bytes: Uint8Array): [string, string] {
  let key = "";
  let value = "";
  fields(bytes, (field, reader) => {
    if (field === 1) key = reader.string();
    else if (field === 2) value = reader.string();
    else return false;
    return true;
  });
  return [key, value];
}

function graphProto(bytes: Uint8Array): Graph {
  const nodes: Node[] = [];
  const initializers = new Map<string, Initializer>();
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  const declared = new Map<string, Port>();
  let name = "";
  fields(bytes, (field, reader) => {
    if (field === 1) nodes.push(nodeProto(reader.bytes()));
    else if (field === 2) name = reader.string();
    else if (field === 5) {
      const tensor = readTensorHeader(reader.bytes());
      initializers.set(tensor.name, tensor);
    } else if (field === 11) inputs.push(valueInfo(reader.bytes()));
    else if (field === 12) outputs.push(valueInfo(reader.bytes()));
    else if (field === 13) {
      const port = valueInfo(reader.bytes());
      declared.set(port.name, port);
    } else return false;
    return true;
  });
  // Old files list every weight among the inputs as well.
  const open = inputs.filter((port) => !initializers.has(port.name));
  return { name, nodes, initializers, inputs: open, outputs, declared };
}

/** What names the module of a node; the rest, such as stack traces, is long and left out. */
const NAMING: ReadonlySet<string> = new Set([
  "namespace",
  "pkg.torch.onnx.class_hierarchy",
  "pkg.torch.onnx.name_scopes",
]);

function nodeProto(bytes: Uint8Array): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, AttributeValue>();
  const metadata = new Map<string, string>();
  let name = "";
  let op = "";
  let domain = "";
  fields(bytes, (field, reader) => {
    if (field === 1) inputs.push(reader.string());
    else if (field === 2) outputs.push(reader.string());
    else if (field === 3) name = reader.string();
    else if (field === 4) op = reader.string();
    else if (field === 5) {
      const [key, value] = attributeProto(reader.bytes());
      attributes.set(key, value);
    } else if (field === 7) domain = reader.string();
    else if (field === 9) {
      const [key, value] = keyValue(reader.bytes());
      if (NAMING.has(key)) metadata.set(key, value);
    } else return false;
    return true;
  });
  return {
    op,
    domain: domain === "ai.onnx" ? "" : domain,
    name: name || (outputs[0] ?? op),
    inputs,
    outputs,
    attributes,
    ...(metadata.size > 0 ? { metadata } : {}),
  };
}

function attributeProto(bytes: Uint8Array): [string, AttributeValue] {
  let name = "";
  let type = 0;
  let f = 0;
  let i = 0;
  let s = "";
  let t: Initializer | undefined;
  let g: Graph | undefined;
  const floats: number[] = [];
  const ints: number[] = [];
  const strings: string[] = [];
  fields(bytes, (field, reader, wire) => {
    if (field === 1) name = reader.string();
    else if (field === 2) f = reader.float();
    else if (field === 3) i = Number(reader.int64());
    else if (field === 4) s = new TextDecoder().decode(reader.bytes());
    else if (field === 5) t = readTensorHeader(reader.bytes());
    else if (field === 6) g = graphProto(reader.bytes());
    else if (field === 7) each(reader, wire, () => floats.push(reader.float()));
    else if (field === 8) readInts(reader, wire, ints);
    else if (field === 9) strings.push(reader.string());
    else if (field === 20) type = reader.int32();
    else return false;
    return true;
  });
  if (type === 1) return [name, { kind: "float", value: f }];
  if (type === 2) return [name, { kind: "int", value: i }];
  if (type === 3) return [name, { kind: "string", value: s }];
  if (type === 4 && t !== undefined) return [name, { kind: "tensor", value: t }];
  if (type === 5 && g !== undefined) return [name, { kind: "graph", value: g }];
  if (type === 6) return [name, { kind: "floats", value: floats }];
  if (type === 7) return [name, { kind: "ints", value: ints }];
  if (type === 8) return [name, { kind: "strings", value: strings }];
  return [name, { kind: "raw", value: bytes }];
}

function valueInfo(bytes: Uint8Array): Port {
  let name = "";
  let elementType = 0;
  let dims: readonly Dim[] | undefined;
  fields(bytes, (field, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) {
      fields(reader.bytes(), (typeField, typeReader) => {
        if (typeField !== 1) return false;
        fields(typeReader.bytes(), (tensorField, tensorReader) => {
          if (tensorField === 1) elementType = tensorReader.int32();
          else if (tensorField === 2) dims = shapeProto(tensorReader.bytes());
          else return false;
          return true;
        });
        return true;
      });
    } else return false;
    return true;
  });
  return { name, elementType, dims };
}

function shapeProto(bytes: Uint8Array): readonly Dim[] {
  const dims: Dim[] = [];
  fields(bytes, (field, reader) => {
    if (field !== 1) return false;
    let dim: Dim = "?";
    fields(reader.bytes(), (dimField, dimReader) => {
      if (dimField === 1) dim = Number(dimReader.int64());
      else if (dimField === 2) dim = dimReader.string() || "?";
      else return false;
      return true;
    });
    dims.push(dim);
    return true;
  });
  return dims;
}
