// A model as TensorFlow.js saves it: model.json and the shards of its weights beside it. No file system: who calls reads.

import { ensure, isRecord, jsonExcerpt, parseJson, StillpointError } from "@stillpoint/core";

/** The two kinds of models that TensorFlow.js saves. */
export type ModelFormat = "layers" | "graph";

/** What a model.json says, before its weights are read. */
export interface ModelDescription {
  readonly format: ModelFormat;
  /** Who wrote it, such as `keras v2.13.1` or a converter's name; "" where it does not say. */
  readonly producer: string;
  readonly topology: object;
  /** The inputs and outputs of a converted graph. */
  readonly signature: object | undefined;
  /** Files of the weights, relative to the model.json, in the order in which they are joined. */
  readonly shards: readonly string[];
  readonly weights: readonly WeightEntry[];
  /** What reading changes that one should know, a sentence each. */
  readonly notes: readonly string[];
}

/** A stored weight. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
  /** Numbers are stored in half precision. */
  readonly half: boolean;
}

/** Whether a JSON value is a model.json, without a look at what it holds. */
export function isModelJson(value: unknown): boolean {
  return isRecord(value) && "modelTopology" in value && "weightsManifest" in value;
}

/**
 * Reads the text of a model.json. Throws `MODEL` for another kind of JSON, shards that do not lie beside the file, and
 * weights that are quantised to integers.
 */
export function describeModel(text: string): ModelDescription {
  const json = parseJson(text.replace(/^\uFEFF/, ""));
  ensure(
    isRecord(json) && isModelJson(json),
    "MODEL",
    () =>
      `model.json: expected modelTopology and weightsManifest; got ${otherThanModel(json, text)}; save the network with model.save or the converter of TensorFlow.js`,
  );
  const { modelTopology: topology, format, generatedBy, convertedBy, signature, userDefinedMetadata } = json;
  ensure(
    isRecord(topology),
    "MODEL",
    () => "modelTopology: expected an object; got something else; save the network again",
  );
  const graph = format === "graph-model" || (format === undefined && Array.isArray(topology.node));
  if (graph) ensureNodes(topology);
  else ensureLayers(topology);
  const groups = Array.isArray(json.weightsManifest) ? json.weightsManifest : [];
  const shards = groups.flatMap((group) => (isRecord(group) ? listed(group.paths) : []));
  for (const path of shards) ensureBeside(path);
  const weights = groups.flatMap((group) => (isRecord(group) ? listed(group.weights) : [])).map(weightEntry);
  const half = weights.filter((weight) => weight.half).length;
  const own = isRecord(userDefinedMetadata) ? userDefinedMetadata.signature : undefined;
  const signed = signature ?? own;
  return {
    format: graph ? "graph" : "layers",
    producer: [generatedBy, convertedBy].filter((by) => typeof by === "string").join(", "),
    topology,
    signature: isRecord(signed) ? signed : undefined,
    shards: shards.map(String),
    weights,
    notes: half === 0 ? [] : [`${half} weights are stored in half precision and computed with in float32`],
  };
}

/** TensorFlow.js reads a graph without a look, and fails on what is missing with words of its own. */
function ensureNodes(topology: Readonly<Record<string, unknown>>): void {
  const nodes = listed(topology.node);
  const wrong = nodes.find((node) => !isRecord(node) || typeof node.name !== "string" || typeof node.op !== "string");
  ensure(
    nodes.length > 0 && wrong === undefined,
    "MODEL",
    () =>
      `modelTopology: expected nodes with name and op; got ${nodes.length === 0 ? "none" : jsonExcerpt(wrong)}; convert the network again`,
  );
}

function ensureLayers(topology: Readonly<Record<string, unknown>>): void {
  const model = topology.model_config ?? topology;
  ensure(
    isRecord(model) && "class_name" in model && "config" in model,
    "MODEL",
    () =>
      `modelTopology: expected class_name and config of a layers model; got ${jsonExcerpt(model)}; save the network again`,
  );
}

/** What there is instead of a model, in words. */
function otherThanModel(json: unknown, text: string): string {
  if (json === undefined) return text.trim() === "" ? "an empty file" : "text that is no JSON, or is cut short";
  if (!isRecord(json)) return jsonExcerpt(json);
  // What Keras writes by `to_json` is often called model.json too.
  if ("class_name" in json && "config" in json) return "Keras's own description of a network, which has no weights";
  return "neither or one";
}

/** Reads a shard by its path relative to the model.json. Rejects where it is not there. */
export type ReadShard = (path: string) => Promise<Uint8Array>;

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A model that names files elsewhere could read what is none of its business. */
function ensureBeside(path: unknown): asserts path is string {
  const safe =
    typeof path === "string" &&
    path !== "" &&
    !/^([\\/]|[A-Za-z][\w+.-]*:)/.test(path) &&
    !/(^|[\\/])\.\.([\\/]|$)/.test(path);
  ensure(
    safe,
    "MODEL",
    () =>
      `weightsManifest: expected paths of shards beside the model.json; got ${jsonExcerpt(path)}; put the shards into its folder`,
  );
}

function weightEntry(entry: unknown): WeightEntry {
  const shape = isRecord(entry) ? listed(entry.shape) : [];
  ensure(
    isRecord(entry) &&
      typeof entry.name === "string" &&
      typeof entry.dtype === "string" &&
      Array.isArray(entry.shape) &&
      shape.every(isSize),
    "MODEL",
    () =>
      `weightsManifest: expected weights with name, shape and dtype; got ${jsonExcerpt(entry)}; save the network again`,
  );
  const { name, dtype: type, quantization } = entry;
  const stored = isRecord(quantization) ? quantization.dtype : undefined;
  if (stored !== undefined && stored !== "float16") {
    throw new StillpointError(
      "MODEL",
      `weight ${name}: expected float32 or float16; got numbers quantised to ${stored}, which are not the trained ones; convert the network without quantisation`,
    );
  }
  return { name: String(name), shape: shape.filter(isSize), type: String(type), half: stored === "float16" };
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
