// A network ready to be cut: its graph and the shape of every tensor, observed by running it.

import {
  ancestors,
  type Dim,
  declaredShapes,
  ElementType,
  Emitter,
  type FixedBatch,
  type Graph,
  joinShapes,
  type Model,
  type ModelSource,
  openNetwork,
  prefixModel,
  readsOf,
  resolveLayer,
  type Shapes,
  settleByShapes,
} from "@stillpoint/autodiff";
import { StillpointError } from "@stillpoint/core";
import { repeat } from "./copies.ts";
import { keepsCopiesApart } from "./copies-apart.ts";
import { determineSizes } from "./determined-sizes.ts";
import { fedTensor } from "./fed-tensor.ts";
import { fingerprint } from "./fingerprint.ts";
import { type InputBatch, inputBatches } from "./input-batch.ts";
import { tensorsOf } from "./node-tensors.ts";
import { openSession } from "./open-session.ts";
import { type Feeds, REFUSED } from "./protocol.ts";
import { repeatedAxes } from "./repeated-axes.ts";
import type { Lane, Runtime, Session } from "./runtime.ts";

export interface Network {
  readonly model: Model;
  /** Shapes by tensor; the axis of the batch is `batch`, wherever it lies, unless the export fixed its size. */
  readonly shapes: ReadonlyMap<string, readonly Dim[]>;
  /** The axis of the batch by input; 0 where none is given. */
  readonly axes: ReadonlyMap<string, number>;
  /** How many copies run at once; undefined where any number does. */
  readonly fixed: FixedBatch | undefined;
  /** Equal for graphs that differ only in the values of their float weights; compare it within one process. */
  readonly fingerprint: string;
}

/** What the next checkpoint of the same training can take over. */
export type KnownShapes = Omit<Network, "model">;

/**
 * Reads a network, bytes or a file read by ranges, and learns its shapes by running `example` (batch axis 1, in front) at two batch sizes, or the one its
 * export fixed; where the inputs have their batch is told by their shapes and names, else by trying. `like` saves the run
 * when it has the same graph, as the checkpoints of one training do. With `layers` a network is run only as far as these
 * need, so that weights behind them are never touched. Throws `StillpointError` `MODEL`, `SHAPE` for an
 * example of another size, `RUNTIME` for a closed runtime.
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
  const tensors = layers?.map((layer) => tensorOf(model.graph, layer));
  const wanted = tensors ?? model.graph.nodes.flatMap(tensorsOf);
  if (like?.fingerprint === known && wanted.every((name) => like.shapes.has(name))) {
    const { shapes, axes, fixed } = like;
    return { model: await settled(model, shapes, runtime), shapes, axes, fixed, fingerprint: known };
  }
  return { ...(await observeNetwork(model, example, runtime, tensors)), fingerprint: known };
}

/** The tensor of a layer; a name the network does not have is told by whoever cuts there. */
function tensorOf(graph: Graph, layer: string): string {
  try {
    return resolveLayer(graph, layer);
  } catch (cause) {
    if (cause instanceof StillpointError && cause.code === "LAYER") return layer;
    throw cause;
  }
}

/**
 * A network with its observed shapes, and what these decide done, such as branches taken: what that brings to light is
 * observed in turn.
 * Throws what `loadNetwork` throws.
 */
export async function observeNetwork(
  model: Model,
  example: Feeds,
  runtime: Runtime,
  layers?: readonly string[],
): Promise<Omit<Network, "fingerprint">> {
  const probed = await probeBatch(model, example, runtime, layers);
  const next = await settled(model, probed.shapes, runtime);
  return next === model ? { model, ...probed } : observeNetwork(next, example, runtime, layers);
}

/** The network with all that `shapes` decide done. */
async function settled(model: Model, shapes: Shapes, runtime: Runtime): Promise<Model> {
  const next = settleByShapes(await determineSizes(model, shapes, runtime), shapes);
  return next === model ? model : settled(next, shapes, runtime);
}

/**
 * Shapes of every tensor of `model`, or of those that `layers` are computed from, by running it on one example (batch
 * axis 1, in front) at batch 2 and 3, or at the batch its export fixed. Throws what `loadNetwork` throws.
 */
export async function probeShapes(
  model: Model,
  example: Feeds,
  runtime: Runtime,
  layers?: readonly string[],
): Promise<ReadonlyMap<string, readonly Dim[]>> {
  return (await probeBatch(model, example, runtime, layers)).shapes;
}

type Probed = Pick<Network, "shapes" | "axes" | "fixed">;

/** Tries the places the batch can have and returns the first that runs and keeps copies apart, else the first that runs. */
async function probeBatch(whole: Model, example: Feeds, runtime: Runtime, layers?: readonly string[]): Promise<Probed> {
  const given = fedInputs(whole.graph, example);
  const batches = inputBatches(whole.graph, given);
  // Where the batch is to be found out, the network's own outputs tell.
  const model = batches.length === 1 ? upTo(whole, layers) : whole;
  const weights = declaredShapes({ ...model.graph, declared: new Map(), inputs: [], outputs: [] });
  const inner = model.graph.nodes.flatMap(tensorsOf);
  const read = readInputs(model.graph, inner);
  const feeds = Object.fromEntries(Object.entries(given).filter(([name]) => read.has(name)));
  const lane = runtime.lane();
  try {
    const session = await openProbe(lane, model, inner);
    try {
      const found = await firstApart(batches, async (batch) => {
        const observed = (size: number) => observe(session, inner, feeds, batch.axes, size);
        const first = await observed(batch.fixed?.size ?? OBSERVED_BATCHES[0]);
        const joined = joinShapes(first, batch.fixed === undefined ? await observed(OBSERVED_BATCHES[1]) : first);
        const shapes = new Map([...weights, ...joined]);
        // Where there is no choice, nothing is to be found out.
        const apart = batches.length === 1 || (await keepsCopiesApart(model, feeds, batch, shapes, lane));
        if (batch.fixed === undefined) return { apart, probed: { shapes, ...batch } };
        const copies = repeated(feeds, batch.axes, batch.fixed.size);
        const inputs = Object.keys(copies).map((name) => [name, batch.axes.get(name) ?? 0] as const);
        const others = await repeatedAxes(model, copies, batch.fixed, shapes, lane);
        return {
          apart,
          probed: { shapes, ...batch, fixed: { ...batch.fixed, axes: new Map([...inputs, ...others]) } },
        };
      });
      return found;
    } finally {
      await session.close();
    }
  } finally {
    lane.close();
  }
}

/** Throws `MODEL` for a network that ONNX Runtime cannot open, in the words of `loadNetwork`, and `RUNTIME` as it does. */
export async function checkOpens(model: Model, runtime: Runtime): Promise<void> {
  const lane = runtime.lane();
  const session = openProbe(lane, model, model.graph.nodes.flatMap(tensorsOf));
  await session.then((opened) => opened.close()).finally(() => lane.close());
}

function openProbe(lane: Lane, model: Model, tensors: readonly string[]): Promise<Session> {
  return openSession(lane, shapeProbe(model, tensors), { optimised: false }).catch((cause: unknown) => {
    throw asModelError(cause, (reason) => `model: expected one ONNX Runtime can open; got: ${reason}`);
  });
}

/** The part of a network that `layers` need; all of it where none of them is computed. */
function upTo(model: Model, layers: readonly string[] = []): Model {
  const computed = layers.filter((name) => model.graph.nodes.some((node) => node.outputs.includes(name)));
  return computed.length === 0 ? model : prefixModel(model, computed);
}

/** Batch sizes at which shapes are observed, those of `joinShapes`. */
const OBSERVED_BATCHES = [2, 3] as const;

/**
 * The first place that keeps copies apart. A network that runs at no other batch size was fixed to one copy inside,
 * whatever its inputs say.
 */
async function firstApart(
  batches: readonly InputBatch[],
  probe: (batch: InputBatch) => Promise<{ readonly apart: boolean; readonly probed: Probed }>,
): Promise<Probed> {
  const single = batches
    .filter(({ fixed }) => fixed === undefined)
    .map((batch) => ({ ...batch, fixed: oneCopy(batch) }));
  let mixing: Probed | undefined;
  let refused: unknown;
  for (const batch of [...batches, ...single]) {
    if (batch.fixed?.size === 1 && mixing !== undefined) break;
    try {
      const { apart, probed } = await probe(batch);
      if (apart) return probed;
      mixing ??= probed;
    } catch (cause) {
      if (!(cause instanceof StillpointError && cause.code === "MODEL")) throw cause;
      refused ??= cause;
    }
  }
  if (mixing !== undefined) return mixing;
  throw refused;
}

function oneCopy({ axes }: InputBatch): FixedBatch {
  return { size: 1, axis: [...axes.values()][0] ?? 0 };
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
  const used = new Set(nodes.flatMap(readsOf));
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

/** `batch` copies of a sample, along the axis where each input has its batch. */
function repeated(example: Feeds, axes: ReadonlyMap<string, number>, batch: number): Feeds {
  const feeds = Object.entries(example).map(([name, tensor]) => {
    return [name, repeat(tensor, batch, axes.get(name) ?? 0)] as const;
  });
  return Object.fromEntries(feeds);
}

async function observe(
  session: Session,
  tensors: readonly string[],
  example: Feeds,
  axes: ReadonlyMap<string, number>,
  batch: number,
): Promise<Map<string, readonly number[]>> {
  const feeds = repeated(example, axes, batch);
  const inputs = Object.entries(feeds).map(([name, { shape }]) => [name, shape] as const);
  try {
    const outputs = await session.run(feeds);
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

/** The inputs of `graph` from `example`, in the element types it takes. Throws `StillpointError MODEL`. */
export function fedInputs({ inputs }: Graph, example: Feeds): Feeds {
  return Object.fromEntries(
    inputs.map((port) => {
      const given = example[port.name];
      if (given !== undefined) return [port.name, fedTensor(port, given)];
      const names = Object.keys(example).join(", ") || "none";
      throw new StillpointError(
        "MODEL",
        `input ${port.name}: expected a tensor for it; got inputs ${names}; name the network's input`,
      );
    }),
  );
}
