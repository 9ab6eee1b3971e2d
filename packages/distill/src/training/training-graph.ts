// One training step as one ONNX graph: forward in training mode, loss, gradients and the optimiser's update.

import {
  ancestors,
  type Dim,
  Emitter,
  freePrefix,
  type Initializer,
  type Model,
  type Node,
  type Port,
  reverse,
  writeModel,
} from "@stillpoint/autodiff";
import { ensure, StillpointError, type Tensor } from "@stillpoint/core";
import { nextState, type TrainingGraph } from "@stillpoint/onnx";
import type { Loss, TargetName } from "../losses/loss.ts";
import type { Optimiser } from "../optimisers/optimiser.ts";
import { withoutBatchMode } from "./batch-mode.ts";
import {
  emitRunningStatistics,
  inTrainingMode,
  statisticGroups,
  type TrainingNormalisation,
} from "./batch-statistics.ts";
import { emitFlat, emitParts, emitWeights, type FlatGroup, flatGroups, joinValues } from "./flat-group.ts";
import { cutInputs, floatPort, inputPort, type StepInput } from "./step-inputs.ts";
import { type StepNames, stepNames } from "./step-names.ts";
import { weightNames, weightValues } from "./weights.ts";
import { withoutCopies } from "./without-copies.ts";

export interface TrainingDesign {
  readonly model: Model;
  /** Shapes of the model's tensors; the symbolic axis becomes `batch`. */
  readonly shapes: ReadonlyMap<string, readonly Dim[]>;
  /** Samples per step; fixed, so that every shape is a constant. */
  readonly batch: number;
  /** An inner tensor to start at instead of the inputs: only what lies behind it is trained. */
  readonly from?: string;
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  /** Weights that stay as they are; a normalisation with frozen scale and shift keeps its running statistics. */
  readonly frozen: ReadonlySet<string>;
  /** Largest global norm of the gradient; larger ones are scaled down to it, as in PyTorch. */
  readonly clipNorm?: number;
}

export interface TrainingStep extends TrainingGraph {
  /** What a batch must bring for the network, by name: inputs the loss depends on, or `from` and those read behind it. */
  readonly inputs: ReadonlyMap<string, StepInput>;
  /** What it must bring for the loss. */
  readonly targets: ReadonlyMap<TargetName, StepInput>;
  /** What the tensors beside the network's own are called: targets and scalars to feed, outputs to read. */
  readonly names: StepNames;
  /** Names of the trained weights. */
  readonly weights: readonly string[];
  /** State vectors of weights and of running statistics, for reading values back. */
  readonly groups: readonly FlatGroup[];
}

/** PyTorch's guard against division by a zero norm. */
const CLIP_EPSILON = 1e-6;

/**
 * Builds the step. Inputs: what the network reads `[batch, ...]`, the loss's targets, the optimiser's scalars.
 * Throws `StillpointError LAYER`, `MODEL` or `OPERATOR`; `RANGE` when nothing is left to train.
 */
export function trainingGraph(design: TrainingDesign): TrainingStep {
  const { model, batch, from, loss, optimiser } = design;
  const { graph } = model;
  const shapes = sized(design.shapes, batch);
  const dims = (tensor: string): readonly number[] => {
    const found = shapes.get(tensor);
    ensure(
      found !== undefined,
      "LAYER",
      () => `layer ${tensor}: expected a tensor of the network; got an unknown name; check its spelling`,
    );
    return found;
  };
  const end = loss.layer ?? graph.outputs[0]!.name;
  const { nodes, open } = ancestors(graph, [end], new Set(from === undefined ? [] : [from]));
  ensure(
    from === undefined || open.has(from),
    "LAYER",
    () => `layer ${end}: expected one computed from ${from}; got another; choose a later layer`,
  );
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const trained = weightNames({ ...graph, nodes }).filter((name) => used.has(name) && !design.frozen.has(name));
  ensure(trained.length > 0, "RANGE", () => `training: expected at least one weight to train; got none before ${end}`);

  const prefix = freePrefix(graph, "train");
  const names = stepNames(prefix);
  const normalisation = inTrainingMode(prefix, nodes, new Set(trained));
  const groups = flatGroups(
    prefix,
    trained.map((name) => graph.initializers.get(name)!),
    (weight) => optimiser.decayScope === "all" || weight.dims.length >= 2,
  );
  const statistics = statisticGroups(prefix, normalisation, graph.initializers);

  const unpack = new Emitter(`${prefix}weights/`);
  for (const group of groups) emitWeights(unpack, group);
  const g = new Emitter(`${prefix}step/`);
  const emitted = loss.emit(g, end, dims(end), names);
  g.node("Identity", [emitted.value], [names.loss]);
  const { forward, gradients } = reverse(
    {
      graph: { ...graph, initializers: without(graph.initializers, trained) },
      nodes: normalisation.nodes,
      seeds: new Map([[end, emitted.cotangent]]),
      wanted: trained,
      shapes: withStatistics(shapes, normalisation, dims),
    },
    g,
  );
  const scalarNames = Object.keys(optimiser.scalars(1, 1));
  const inputs = cutInputs(graph, open, from, dims);
  const targets = new Map(loss.targets.map((name) => [name, targetInput(name, dims(end))] as const));
  const clipped = emitUpdates(g, design, names, groups, gradients);
  if (statistics.length > 0) emitRunningStatistics(g, normalisation, statistics, dims);

  const plain = withoutBatchMode(prefix, [...unpack.nodes, ...forward, ...withoutCopies(g.nodes)], dims);
  return {
    bytes: write(design, plain.nodes, {
      constants: [...unpack.constants, ...g.constants, ...plain.constants],
      inputs: [
        ...[...inputs].map(([name, input]) => inputPort(name, input)),
        ...[...targets].map(([name, input]) => inputPort(names[name], input)),
        ...scalarNames.map((name) => floatPort(names.scalar(name), [])),
      ],
      states: [...stateVectors(groups, optimiser), ...statistics.map(({ name, size }) => ({ name, size }))],
      outputs: [names.loss, names.squaredUpdates, ...(clipped ? [names.gradientNorm] : [])],
    }),
    state: initialState(model, [...groups, ...statistics], stateVectors(groups, optimiser)),
    inputs,
    targets,
    names,
    weights: groups.flatMap((group) => group.weights.map((weight) => weight.name)),
    groups: [...groups, ...statistics],
  };
}

/** Emits the new weights, moments and squared updates; returns whether the gradient was clipped. */
function emitUpdates(
  g: Emitter,
  { optimiser, clipNorm }: TrainingDesign,
  names: StepNames,
  groups: readonly FlatGroup[],
  gradients: ReadonlyMap<string, string>,
): boolean {
  const raw = groups.map((group) =>
    emitFlat(
      g,
      group.weights.map((weight) => [gradientOf(gradients, weight), weight.dims.length]),
    ),
  );
  const gradient = clipNorm === undefined ? raw : clip(g, raw, clipNorm, names.gradientNorm);
  const squares = groups.flatMap((group, index) => {
    const update = optimiser.update({
      g,
      weights: group.name,
      gradient: gradient[index]!,
      moments: optimiser.moments.map((moment) => `${group.name}/${moment}`),
      decayed: group.decayed,
      scalar: names.scalar,
    });
    g.node("Identity", [update.weights], [nextState(group.name)]);
    update.moments.forEach((moment, position) => {
      g.node("Identity", [moment], [nextState(`${group.name}/${optimiser.moments[position]}`)]);
    });
    const change = g.op("Sub", [update.weights, group.name]);
    return emitParts(g, group, change).map((part) => g.op("ReduceSumSquare", [part], { keepdims: 1 }));
  });
  g.node("Concat", squares, [names.squaredUpdates], { axis: 0 });
  return clipNorm !== undefined;
}

function gradientOf(gradients: ReadonlyMap<string, string>, weight: Initializer): string {
  const found = gradients.get(weight.name);
  if (found !== undefined) return found;
  throw new StillpointError(
    "MODEL",
    `weight ${weight.name}: expected a gradient; got none, the loss does not depend on it; freeze it`,
  );
}

function clip(g: Emitter, gradients: readonly string[], largest: number, name: string): string[] {
  const squares = gradients.map((gradient) => g.op("ReduceSumSquare", [gradient], { keepdims: 0 }));
  const norm = g.op("Sqrt", [squares.length === 1 ? squares[0]! : g.op("Sum", squares)]);
  g.node("Identity", [norm], [name]);
  const ratio = g.op("Div", [g.float32(largest), g.op("Add", [norm, g.float32(CLIP_EPSILON)])]);
  const factor = g.op("Min", [ratio, g.float32(1)]);
  return gradients.map((gradient) => g.op("Mul", [gradient, factor]));
}

interface StateVector {
  readonly name: string;
  readonly size: number;
}

function stateVectors(groups: readonly FlatGroup[], optimiser: Optimiser): StateVector[] {
  return groups.flatMap(({ name, size }) => [
    { name, size },
    ...optimiser.moments.map((moment) => ({ name: `${name}/${moment}`, size })),
  ]);
}

function initialState(
  model: Model,
  groups: readonly FlatGroup[],
  vectors: readonly StateVector[],
): Readonly<Record<string, Tensor>> {
  const zeros = vectors.map(({ name, size }) => [name, vector(new Float32Array(size))] as const);
  const values = groups.map(
    (group) => [group.name, vector(joinValues(group, (name) => weightValues(model, name)))] as const,
  );
  return Object.fromEntries([...zeros, ...values]);
}

function vector(data: Float32Array): Tensor {
  return { type: "float32", shape: [data.length], data };
}

interface Parts {
  readonly constants: Iterable<readonly [string, Initializer]>;
  readonly inputs: readonly Port[];
  readonly states: readonly StateVector[];
  readonly outputs: readonly string[];
}

function write({ model }: TrainingDesign, nodes: readonly Node[], parts: Parts): Uint8Array {
  const computed = new Set(nodes.flatMap((node) => node.outputs));
  const read = new Set(nodes.flatMap((node) => node.inputs));
  const initializers = [...model.graph.initializers, ...parts.constants].filter(
    ([name]) => read.has(name) && !computed.has(name),
  );
  const states = parts.states.map(({ name, size }) => floatPort(name, [size]));
  return writeModel({
    ...model,
    metadata: new Map(),
    producer: "stillpoint",
    graph: {
      name: "training step",
      nodes,
      initializers: new Map(initializers),
      inputs: [...parts.inputs, ...states],
      outputs: [
        ...parts.outputs.map((name) => floatPort(name, undefined)),
        ...states.map((state) => ({ ...state, name: nextState(state.name) })),
      ],
      declared: new Map(),
    },
  });
}

/** Class probabilities have the shape of the logits, teacher values lie flat `[b, m]`. */
function targetInput(name: TargetName, dims: readonly number[]): StepInput {
  const flat = [dims[0]!, dims.slice(1).reduce((product, dim) => product * dim, 1)];
  return { type: "float32", shape: name === "label" ? dims : flat };
}

function sized(shapes: ReadonlyMap<string, readonly Dim[]>, batch: number): Map<string, readonly number[]> {
  return new Map(
    [...shapes].map(([name, dims]) => [name, dims.map((dim) => (typeof dim === "number" ? dim : batch))] as const),
  );
}

function withStatistics(
  shapes: ReadonlyMap<string, readonly number[]>,
  normalisation: TrainingNormalisation,
  dims: (tensor: string) => readonly number[],
): Map<string, readonly number[]> {
  const statistics = normalisation.layers.flatMap(({ mean, variance, input }) => {
    const channels = [dims(input)[1]!];
    return [[mean, channels] as const, [variance, channels] as const];
  });
  return new Map([...shapes, ...statistics]);
}

function without(
  initializers: ReadonlyMap<string, Initializer>,
  names: readonly string[],
): ReadonlyMap<string, Initializer> {
  const left = new Map(initializers);
  for (const name of names) left.delete(name);
  return left;
}
