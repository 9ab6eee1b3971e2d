// ONNX bytes to records: one scan of the protobuf wire, weights left where they lie.

import { BinaryReader, type WireType } from "@bufbuild/protobuf/wire";
import { StillpointError } from "@stillpoint/core";
import { readAttribute } from "./attribute.ts";
import type { AttributeValue, Dim, Graph, Initializer, LocalFunction, Model, Node, Port } from "./graph.ts";
import { type FindFile, keyValue, readTensor } from "./tensor.ts";

/**
 * Reads an ONNX model whose weights are inside. Initializers are views into `bytes`, which must not change while the
 * model is used. Throws `StillpointError MODEL` when the bytes are not a whole ONNX file, or its weights lie in others.
 */
export function readModel(bytes: Uint8Array): Model {
  return parseModel(bytes, refused);
}

const refused: FindFile = (location, tensor) => {
  throw new StillpointError(
    "MODEL",
    `weight ${tensor}: expected its values inside the model file; got a reference to ${location.slice(0, 200)}; open both by file (openNetwork with modelFile), or export with external_data=False`,
  );
};

/** Reads a model; `fileOf` finds the files of weights that are not in `bytes`. Throws `StillpointError MODEL`. */
export function parseModel(bytes: Uint8Array, fileOf: FindFile): Model {
  let model: Model | undefined;
  try {
    model = modelProto(bytes, fileOf);
  } catch (cause) {
    if (cause instanceof StillpointError) throw cause;
    throw notOnnx(bytes.length, cause);
  }
  if (model === undefined) throw notOnnx(bytes.length);
  return model;
}

/** The error for bytes that are no ONNX file. */
export function notOnnx(size: number, cause?: unknown): StillpointError {
  return new StillpointError(
    "MODEL",
    `model: expected a complete ONNX file (protobuf); got ${size} bytes that cannot be read as one; ` +
      "the file may be truncated or not ONNX at all",
    { cause },
  );
}

function fields(bytes: Uint8Array, visit: (field: number, reader: BinaryReader, wire: WireType) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (!visit(field, reader, wire)) reader.skip(wire, field);
  }
}

function modelProto(bytes: Uint8Array, fileOf: FindFile): Model | undefined {
  let irVersion = 0;
  let producer = "";
  let graphBytes: Uint8Array | undefined;
  const functions: LocalFunction[] = [];
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  fields(bytes, (field, reader) => {
    if (field === 1) irVersion = Number(reader.int64());
    else if (field === 2) producer = reader.string();
    else if (field === 7) graphBytes = reader.bytes();
    else if (field === 8) opsets.set(...opsetProto(reader.bytes()));
    else if (field === 14) metadata.set(...keyValue(reader.bytes()));
    else if (field === 25) functions.push(functionProto(reader.bytes(), fileOf));
    else return false;
    return true;
  });
  if (graphBytes === undefined || irVersion < 1 || opsets.size === 0) return undefined;
  const graph = graphProto(graphBytes, fileOf);
  if (graph.nodes.length === 0) return undefined;
  return { irVersion, producer, opsets, metadata, graph, ...(functions.length > 0 ? { functions } : {}) };
}

function opsetProto(bytes: Uint8Array): [domain: string, version: number] {
  let domain = "";
  let version = 0;
  fields(bytes, (field, reader) => {
    if (field === 1) domain = reader.string();
    else if (field === 2) version = Number(reader.int64());
    else return false;
    return true;
  });
  return [standard(domain), version];
}

function standard(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}

function functionProto(bytes: Uint8Array, fileOf: FindFile): LocalFunction {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const defaults = new Map<string, AttributeValue>();
  const nodes: Node[] = [];
  const opsets = new Map<string, number>();
  let [name, domain, overload] = ["", "", ""];
  fields(bytes, (field, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 4) inputs.push(reader.string());
    else if (field === 5) outputs.push(reader.string());
    else if (field === 7) nodes.push(nodeProto(reader.bytes(), fileOf));
    else if (field === 9) opsets.set(...opsetProto(reader.bytes()));
    else if (field === 10) domain = standard(reader.string());
    else if (field === 11)
      defaults.set(...readAttribute(reader.bytes(), { fileOf, graphOf: (graph) => graphProto(graph, fileOf) }));
    else if (field === 13) overload = reader.string();
    else return false;
    return true;
  });
  return { name, domain, overload, inputs, outputs, defaults, nodes, opsets };
}

/** A GraphProto: that of a model, or of an attribute. */
function graphProto(bytes: Uint8Array, fileOf: FindFile): Graph {
  const nodes: Node[] = [];
  const initializers = new Map<string, Initializer>();
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  const declared = new Map<string, Port>();
  let name = "";
  fields(bytes, (field, reader) => {
    if (field === 1) nodes.push(nodeProto(reader.bytes(), fileOf));
    else if (field === 2) name = reader.string();
    else if (field === 5) {
      const tensor = readTensor(reader.bytes(), fileOf);
      initializers.set(tensor.name, tensor);
    } else if (field === 11) inputs.push(valueInfo(reader.bytes()));
    else if (field === 12) outputs.push(valueInfo(reader.bytes()));
    else if (field === 13) {
      const port = valueInfo(reader.bytes());
      declared.set(port.name, port);
    } else if (field === 15) throw sparse(reader.bytes(), fileOf);
    else return false;
    return true;
  });
  // Old files list every weight among the inputs as well.
  const open = inputs.filter((port) => !initializers.has(port.name));
  return { name, nodes, initializers, inputs: open, outputs, declared };
}

/** SparseTensorProto: its values carry the weight's name. */
function sparse(bytes: Uint8Array, fileOf: FindFile): StillpointError {
  let name = "";
  fields(bytes, (field, reader) => {
    if (field !== 1) return false;
    name = readTensor(reader.bytes(), fileOf).name;
    return true;
  });
  return new StillpointError(
    "MODEL",
    `weight ${name}: expected a dense tensor; got a sparse one; export the network with dense weights`,
  );
}

/** What names the module of a node; the rest, such as stack traces, is long and left out. */
const NAMING: ReadonlySet<string> = new Set([
  "namespace",
  "pkg.torch.onnx.class_hierarchy",
  "pkg.torch.onnx.name_scopes",
]);

function nodeProto(bytes: Uint8Array, fileOf: FindFile): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, AttributeValue>();
  const metadata = new Map<string, string>();
  let [name, op, domain, overload] = ["", "", "", ""];
  fields(bytes, (field, reader) => {
    if (field === 1) inputs.push(reader.string());
    else if (field === 2) outputs.push(reader.string());
    else if (field === 3) name = reader.string();
    else if (field === 4) op = reader.string();
    else if (field === 5)
      attributes.set(...readAttribute(reader.bytes(), { fileOf, graphOf: (graph) => graphProto(graph, fileOf) }));
    else if (field === 7) domain = reader.string();
    else if (field === 8) overload = reader.string();
    else if (field === 9) {
      const [key, value] = keyValue(reader.bytes());
      if (NAMING.has(key)) metadata.set(key, value);
    } else return false;
    return true;
  });
  return {
    op,
    domain: standard(domain),
    ...(overload === "" ? {} : { overload }),
    name: name || (outputs[0] ?? op),
    inputs,
    outputs,
    attributes,
    ...(metadata.size > 0 ? { metadata } : {}),
  };
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
      if (dimField === 1) dim = size(Number(dimReader.int64()));
      else if (dimField === 2) dim = dimReader.string() || "?";
      else return false;
      return true;
    });
    dims.push(dim);
    return true;
  });
  return dims;
}

/** Exporters write -1 for a size that is not known. */
function size(dim: number): Dim {
  return Number.isSafeInteger(dim) && dim >= 0 ? dim : "?";
}
