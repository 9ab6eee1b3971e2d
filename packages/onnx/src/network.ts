// A network ready to be cut: its graph and the shape of every tensor, observed by running it.

import { createHash } from "node:crypto";
import {
  type AttributeValue,
  type Dim,
  declaredShapes,
  ElementType,
  joinShapes,
  type Model,
  type Port,
  readNetwork,
  splicePrefix,
} from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";
import { InferenceSession } from "onnxruntime-node";
import type { Feeds } from "./protocol.ts";
import { toOrt } from "./run-once.ts";

export interface Network {
  readonly model: Model;
  /** Shapes by tensor; axis 0 is `batch` unless the export fixed it. */
  readonly shapes: ReadonlyMap<string, readonly Dim[]>;
  /** Equal for graphs that differ only in the values of their float weights. */
  readonly fingerprint: string;
}

/** What the next checkpoint of the same training can take over. */
export type KnownShapes = Pick<Network, "shapes" | "fingerprint">;

/**
 * Reads a network and learns its shapes by running `example` (batch axis 1) at two batch sizes. `like` saves the run
 * when it has the same graph, as the checkpoints of one training do. Throws `StillpointError MODEL`.
 */
export async function loadNetwork(bytes: Uint8Array, example: Feeds, like?: KnownShapes): Promise<Network> {
  const model = readNetwork(bytes);
  const known = fingerprint(model);
  const shapes = like?.fingerprint === known ? like.shapes : await probeShapes(model, example);
  return { model, shapes, fingerprint: known };
}

/** Shapes of every tensor of `model`, by running it on one example (batch axis 1) at batch 2 and 3. */
export async function probeShapes(model: Model, example: Feeds): Promise<Map<string, readonly Dim[]>> {
  checkExample(model.graph.inputs, example);
  const weights = declaredShapes({ ...model.graph, declared: new Map(), inputs: [], outputs: [] });
  const inner = model.graph.nodes.flatMap((node) => node.outputs.filter(Boolean));
  const session = await open(splicePrefix(model, inner));
  try {
    const fixed = model.graph.inputs.some((input) => input.dims?.[0] === 1);
    const first = await observe(session, example, fixed ? 1 : 2);
    const joined = joinShapes(first, fixed ? first : await observe(session, example, 3));
    return new Map([...weights, ...joined]);
  } finally {
    await session.release();
  }
}

async function open(bytes: Uint8Array): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, { graphOptimizationLevel: "disabled", logSeverityLevel: 3 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError("MODEL", `model: expected one ONNX Runtime can open; got: ${reason}`, { cause });
  }
}

async function observe(
  session: InferenceSession,
  example: Feeds,
  batch: number,
): Promise<Map<string, readonly number[]>> {
  const feeds = Object.fromEntries(
    session.inputNames.flatMap((name) =>
      example[name] === undefined ? [] : [[name, toOrt(repeat(example[name], batch))]],
    ),
  );
  try {
    const outputs = await session.run(feeds);
    const inputs = session.inputNames.map((name) => [name, feeds[name]?.dims ?? []] as const);
    return new Map([...inputs, ...Object.entries(outputs).map(([name, tensor]) => [name, tensor.dims] as const)]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StillpointError(
      "MODEL",
      `model: expected to run on a batch of ${batch}; got: ${reason}; export it with a dynamic batch axis`,
      { cause },
    );
  }
}

function checkExample(inputs: readonly Port[], example: Feeds): void {
  for (const input of inputs) {
    const given = example[input.name];
    if (given === undefined) {
      const names = Object.keys(example).join(", ") || "none";
      throw new StillpointError(
        "MODEL",
        `input ${input.name}: expected a tensor for it; got inputs ${names}; name the network's input`,
      );
    }
    const fits =
      input.dims === undefined ||
      (input.dims.length === given.shape.length &&
        input.dims.every((dim, axis) => axis === 0 || typeof dim === "string" || dim === given.shape[axis]));
    if (!fits) {
      throw new StillpointError(
        "SHAPE",
        `input ${input.name}: expected shape ${input.dims?.join("x")}; got ${given.shape.join("x")}; resize the data or choose the matching network`,
      );
    }
    const type =
      input.elementType === ElementType.FLOAT
        ? "float32"
        : input.elementType === ElementType.INT64
          ? "int64"
          : undefined;
    if (type !== undefined && type !== given.type) {
      throw new StillpointError("MODEL", `input ${input.name}: expected ${type}; got ${given.type}`);
    }
  }
}

/** `tensor` (batch axis 1) repeated to `batch` copies. */
export function repeat(tensor: Tensor, batch: number): Tensor {
  const { type, shape, data } = tensor;
  const dims = [batch, ...shape.slice(1)];
  if (data instanceof Float32Array)
    return { type, shape: dims, data: tile(data, new Float32Array(data.length * batch)) };
  if (data instanceof BigInt64Array)
    return { type, shape: dims, data: tile(data, new BigInt64Array(data.length * batch)) };
  if (data instanceof Int32Array) return { type, shape: dims, data: tile(data, new Int32Array(data.length * batch)) };
  return { type, shape: dims, data: tile(data, new Uint8Array(data.length * batch)) };
}

/** A tensor of zeros (false for bool). */
export function zeros(type: Tensor["type"], shape: readonly number[]): Tensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (type === "float32") return { type, shape, data: new Float32Array(size) };
  if (type === "int64") return { type, shape, data: new BigInt64Array(size) };
  if (type === "int32") return { type, shape, data: new Int32Array(size) };
  return { type, shape, data: new Uint8Array(size) };
}

interface Tileable<Self> {
  readonly length: number;
  set(source: Self, offset: number): void;
}

function tile<Data extends Tileable<Data>>(source: Data, into: Data): Data {
  for (let offset = 0; offset < into.length; offset += source.length) into.set(source, offset);
  return into;
}

/** Everything shapes depend on: all but the values of float weights. */
function fingerprint(model: Model): string {
  const nodes = model.graph.nodes.map((node) => [
    node.op,
    node.inputs,
    node.outputs,
    [...node.attributes].map(([name, value]) => [name, attributeKey(value)]),
  ]);
  const weights = [...model.graph.initializers.values()].map((tensor) => [
    tensor.name,
    tensor.dims,
    tensor.elementType,
    // Integers are sizes, axes and indices.
    tensor.elementType === ElementType.FLOAT ? "" : digest(tensor.proto),
  ]);
  return digest(new TextEncoder().encode(JSON.stringify([nodes, weights, model.graph.inputs])));
}

function attributeKey(attribute: AttributeValue): unknown {
  if (attribute.kind === "tensor") return digest(attribute.value.proto);
  return attribute.kind === "raw" ? digest(attribute.value) : attribute.value;
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
