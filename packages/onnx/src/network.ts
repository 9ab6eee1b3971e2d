// A network ready to be cut: its graph and the shape of every tensor, observed by running it.

import {
  ancestors,
  type Dim,
  declaredShapes,
  ElementType,
  Emitter,
  type Graph,
  joinShapes,
  type Model,
  type ModelSource,
  openNetwork,
  type Port,
} from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";
import { fingerprint } from "./fingerprint.ts";
import { openSession } from "./open-session.ts";
import { type Feeds, REFUSED } from "./protocol.ts";
import type { Runtime, Session } from "./runtime.ts";

export interface Network {
  readonly model: Model;
  /** Shapes by tensor; axis 0 is `batch` unless the export fixed it. */
  readonly shapes: ReadonlyMap<string, readonly Dim[]>;
  /** Equal for graphs that differ only in the values of their float weights; compare it within one process. */
  readonly fingerprint: string;
}

/** What the next checkpoint of the same training can take over. */
export type KnownShapes = Pick<Network, "shapes" | "fingerprint">;

/**
 * Reads a network, bytes or a file read by ranges, and learns its shapes by running `example` (batch axis 1) at two batch
 * sizes; with `layers` only as far as these need, so that weights behind them are never touched. `like` saves the run
 * when it has the same graph, as the checkpoints of one training do. Throws `StillpointError` `MODEL`, `SHAPE` for an
 * example of another size, `RUNTIME` for a closed runtime, and what reading the file throws.
 */
export async function loadNetwork(
  source: ModelSource,
  example: Feeds,
  runtime: Runtime,
  like?: KnownShapes,
  layers?: readonly string[],
): Promise<Network> {
  const model = await openNetwork(source);
  const known = fingerprint(model);
  const taught =
    like?.fingerprint === known && (layers ?? tensorsOf(model.graph)).every((name) => like.shapes.has(name));
  const shapes = taught ? like.shapes : await probeShapes(model, example, runtime, layers);
  return { model, shapes, fingerprint: known };
}

function tensorsOf(graph: Graph): string[] {
  return graph.nodes.flatMap((node) => node.outputs.filter(Boolean));
}

/**
 * Shapes of every tensor of `model`, or of those that `layers` are computed from, by running it on one example (batch
 * axis 1) at batch 2 and 3. Throws what `loadNetwork` throws.
 */
export async function probeShapes(
  model: Model,
  example: Feeds,
  runtime: Runtime,
  layers?: readonly string[],
): Promise<Map<string, readonly Dim[]>> {
  checkExample(model.graph.inputs, example);
  const weights = declaredShapes({ ...model.graph, declared: new Map(), inputs: [], outputs: [] });
  const nodes = layers === undefined ? model.graph.nodes : ancestors(model.graph, layers, new Set()).nodes;
  const inner = tensorsOf({ ...model.graph, nodes });
  if (inner.length === 0) return weights;
  const read = readInputs(model.graph, inner);
  const feeds = Object.entries(example).filter(([name]) => read.has(name));
  const lane = runtime.lane();
  try {
    const session = await openSession(lane, shapeProbe(model, inner), { optimised: false }).catch((cause: unknown) => {
      throw asModelError(cause, (reason) => `model: expected one ONNX Runtime can open; got: ${reason}`);
    });
    try {
      const observed = (batch: number): Promise<Map<string, readonly number[]>> =>
        observe(session, inner, Object.fromEntries(feeds), batch);
      const fixed = model.graph.inputs.some((input) => input.dims?.[0] === 1);
      const first = await observed(fixed ? 1 : 2);
      const joined = joinShapes(first, fixed ? first : await observed(3));
      return new Map([...weights, ...joined]);
    } finally {
      await session.close();
    }
  } finally {
    lane.close();
  }
}

/** Names of the inputs that are read on the way to `tensors`: a session takes its own inputs and no others. */
export function readInputs(graph: Graph, tensors: readonly string[]): ReadonlySet<string> {
  const { open } = ancestors(graph, tensors, new Set());
  return new Set(graph.inputs.map(({ name }) => name).filter((name) => open.has(name)));
}

/** Name of the probe's output that holds the shape of the tensor at `index`. */
const shapeOutput = (index: number): string => `stillpoint/shape/${index}`;

/** The graph with the shapes of `tensors` as its outputs: values stay in the worker, and of any element type. */
function shapeProbe(model: Model, tensors: readonly string[]): Model {
  const { graph } = model;
  const { nodes } = ancestors(graph, tensors, new Set());
  const read = readInputs(graph, tensors);
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const g = new Emitter("stillpoint/");
  for (const [index, name] of tensors.entries()) g.node("Shape", [name], [shapeOutput(index)]);
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [...nodes, ...g.nodes],
      initializers: new Map([...graph.initializers].filter(([name]) => used.has(name))),
      inputs: graph.inputs.filter(({ name }) => read.has(name)),
      outputs: tensors.map((_, index) => ({
        name: shapeOutput(index),
        elementType: ElementType.INT64,
        dims: undefined,
      })),
      declared: new Map(),
    },
  };
}

/** What ONNX Runtime says of a model is the model's fault; a runtime that ended is not. */
function asModelError(cause: unknown, message: (reason: string) => string): unknown {
  if (!(cause instanceof StillpointError && cause.message.startsWith(REFUSED))) return cause;
  return new StillpointError("MODEL", message(cause.message.slice(REFUSED.length)), { cause });
}

async function observe(
  session: Session,
  tensors: readonly string[],
  example: Feeds,
  batch: number,
): Promise<Map<string, readonly number[]>> {
  const feeds = Object.entries(example).map(([name, tensor]) => [name, repeat(tensor, batch)] as const);
  const inputs = feeds.map(([name, { shape }]) => [name, shape] as const);
  try {
    const outputs = await session.run(Object.fromEntries(feeds));
    const inner = tensors.map((name, index) => {
      return [name, Array.from(outputs[shapeOutput(index)]?.data ?? [], Number)] as const;
    });
    return new Map([...inputs, ...inner]);
  } catch (cause) {
    throw asModelError(
      cause,
      (reason) => `model: expected to run on a batch of ${batch}; got: ${reason}; export it with a dynamic batch axis`,
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
