// Splices the part of a network between two tensors out of it, with what the entropy engine asks of it.

import { StillpointError } from "@stillpoint/core";
import { type BatchedTensor, batchedTensor, batchFirst, batchInPlace, type FixedBatch } from "./batch-axis.ts";
import { ancestors, cutBetween, type GraphCut } from "./cut.ts";
import { Emitter } from "./emitter.ts";
import { trainingFault } from "./evaluation-mode.ts";
import { type FragmentNames, fragmentNames } from "./fragment-names.ts";
import {
  type Dim,
  ElementType,
  type Graph,
  type Initializer,
  type Model,
  type Node,
  type Port,
} from "./model/graph.ts";
import { writeModel } from "./model/write.ts";
import { freePrefix } from "./prefix.ts";
import { reverse } from "./reverse.ts";
import type { Shapes } from "./shapes.ts";
import { readsOf } from "./sub-graphs.ts";

export interface Splice {
  readonly model: Model;
  /** The tensor noise is added to; becomes an input of the fragment. */
  readonly from: string;
  /** The tensor whose values are the features. */
  readonly to: string;
  /** The batch of `from` and `to` is their symbolic axis, unless the export fixed it. */
  readonly shapes: Shapes;
  readonly fixed?: FixedBatch | undefined;
}

/** A spliced-out model. */
export interface Fragment {
  /** Its graph; weights that were not read stay where they lie. */
  readonly model: Model;
  /**
   * A complete ONNX file, written anew each time. Throws `MODEL` for weights that were not read: `gatherModel(model)`
   * reads them.
   */
  readonly bytes: Uint8Array;
  /** What the tensors it adds are called: no tensor of the network has such a name. */
  readonly names: FragmentNames;
  /** Every input the fragment reads, `names.perturbed` for `from`; one linear in `from` does not read it for J'v. */
  readonly inputs: readonly string[];
  /** Original inputs that must be fed beside `from`, with a batch axis of the same size where the network has it. */
  readonly sideInputs: readonly Port[];
  /** Whether `from` may have batch 1 while the cotangent has more. */
  readonly sharesPrimal: boolean;
}

/** The forward part: `from` -> `features`. Throws `LAYER` or `MODEL`. */
export function spliceFeatures(splice: Splice): Fragment {
  const cut = checkedCut(splice);
  const { g, names } = emitterFor(splice, "forward");
  emitFeatures(splice, g, names);
  return fragment(splice, cut, g, [...cut.nodes, ...g.nodes], {
    names,
    extraInputs: [],
    outputs: [port(names.features, ["batch", toSize(splice)])],
    sharesPrimal: false,
  });
}

/**
 * `from`, `target` -> `change` = ‖f(x) − t‖² per copy and `gradient` = J'(f(x) − t).
 * Throws `LAYER`, `MODEL` or `OPERATOR`.
 */
export function spliceResidual(splice: Splice): Fragment {
  const cut = checkedCut(splice);
  const { g, names } = emitterFor(splice, "backward");
  emitFeatures(splice, g, names);
  const difference = g.op("Sub", [names.features, names.target]);
  const squares = g.op("Mul", [difference, difference]);
  g.node("ReduceSum", [squares, g.int64([1])], [names.change], { keepdims: 0 });
  const seed = emitSeed(splice, g, difference);
  const { nodes, sharesPrimal } = backward(splice, cut, g, { seed, gradient: names.gradient });
  return fragment(splice, cut, g, nodes, {
    names,
    extraInputs: [port(names.target, [1, toSize(splice)])],
    outputs: [port(names.change, ["batch"]), port(names.gradient, ["batch", ...fromShape(splice)])],
    sharesPrimal,
  });
}

/** `from`, `cotangent` -> `gradient` = J'v. Throws `LAYER`, `MODEL` or `OPERATOR`. */
export function spliceVjp(splice: Splice): Fragment {
  const cut = checkedCut(splice);
  const { g, names } = emitterFor(splice, "backward");
  const seed = emitSeed(splice, g, names.cotangent);
  const { nodes, sharesPrimal } = backward(splice, cut, g, { seed, gradient: names.gradient });
  return fragment(splice, cut, g, nodes, {
    names,
    extraInputs: [port(names.cotangent, ["copies", toSize(splice)])],
    outputs: [port(names.gradient, ["copies", ...fromShape(splice)])],
    sharesPrimal,
  });
}

/**
 * Cuts and differentiates as `spliceFeatures` and `spliceVjp` do, without writing the models out. Throws what they throw.
 */
export function checkSplice(splice: Splice): void {
  const cut = checkedCut(splice);
  const { g, names } = emitterFor(splice, "backward");
  const seed = emitSeed(splice, g, names.cotangent);
  backward(splice, cut, g, { seed, gradient: names.gradient });
  fromTensor(splice);
}

/** `prefixModel` as an ONNX file. Throws `MODEL` for weights that were not read. */
export function splicePrefix(model: Model, tensors: readonly string[]): Uint8Array {
  return writeModel(prefixModel(model, tensors));
}

/** The part before `tensors`, as a model from the original inputs to them. Also shows inner tensors for a probe. */
export function prefixModel(model: Model, tensors: readonly string[]): Model {
  const graph = model.graph;
  const { nodes } = ancestors(graph, tensors, new Set());
  const used = new Set([...tensors, ...nodes.flatMap(readsOf)]);
  return {
    ...model,
    graph: {
      ...graph,
      nodes,
      initializers: new Map([...graph.initializers].filter(([name]) => used.has(name))),
      inputs: graph.inputs.filter((input) => used.has(input.name)),
      outputs: tensors.map((name) => declared(graph, name)),
      declared: new Map(),
    },
  };
}

/** An output as the file declares it; ONNX Runtime infers what is not declared. */
function declared(graph: Graph, name: string): Port {
  return graph.declared.get(name) ?? graph.outputs.find((output) => output.name === name) ?? undeclared(name);
}

function undeclared(name: string): Port {
  return { name, elementType: ElementType.UNDEFINED, dims: undefined };
}

/** m: scalars of one sample's `to`. */
export function toSize(splice: Splice): number {
  return toTensor(splice).sample.reduce((product, dim) => product * dim, 1);
}

/** Shape of one sample's `from`: without the batch, wherever that lies. */
export function fromShape(splice: Splice): readonly number[] {
  return fromTensor(splice).sample;
}

/** Where `to` has its batch. Throws `StillpointError MODEL`. */
export function toTensor({ to, shapes, fixed }: Pick<Splice, "to" | "shapes" | "fixed">): BatchedTensor {
  return batchedTensor({ name: to, subject: `layer ${to}` }, shapes.get(to), fixed);
}

/** Where `from` has its batch. Throws `StillpointError MODEL`. */
export function fromTensor({ from, shapes, fixed }: Pick<Splice, "from" | "shapes" | "fixed">): BatchedTensor {
  return batchedTensor({ name: from, subject: `perturbed tensor ${from}` }, shapes.get(from), fixed);
}

function emitFeatures(splice: Splice, g: Emitter, names: FragmentNames): void {
  g.node("Flatten", [batchFirst(g, splice.to, toTensor(splice))], [names.features], { axis: 1 });
}

/** The cotangent of `to` from one `[copies, m]`. */
function emitSeed(splice: Splice, g: Emitter, cotangent: string): string {
  const tensor = toTensor(splice);
  return batchInPlace(g, g.op("Reshape", [cotangent, g.int64([-1, ...tensor.sample])]), tensor);
}

function checkedCut(splice: Splice): GraphCut {
  const input = splice.model.graph.inputs.find((candidate) => candidate.name === splice.from);
  if (input !== undefined && input.elementType !== ElementType.FLOAT) {
    throw new StillpointError(
      "MODEL",
      `from input ${splice.from}: expected float32, noise cannot be added to anything else; got element type ${input.elementType}; name an inner tensor such as the embedding`,
    );
  }
  const cut = cutBetween(splice.model.graph, splice.from, splice.to);
  const fault = trainingFault(splice.model.graph, splice.to);
  if (fault !== undefined) throw fault;
  return cut;
}

function emitterFor(splice: Splice, part: string): { g: Emitter; names: FragmentNames } {
  const prefix = freePrefix(splice.model.graph, "stillpoint");
  const names = fragmentNames(prefix);
  const perturbed = fromTensor(splice).axis === 0 ? splice.from : names.perturbed;
  return { g: new Emitter(`${prefix}${part}/`), names: { ...names, perturbed } };
}

function backward(
  splice: Splice,
  cut: GraphCut,
  g: Emitter,
  { seed, gradient: name }: { readonly seed: string; readonly gradient: string },
): { nodes: Node[]; sharesPrimal: boolean } {
  const { model, from, to, shapes } = splice;
  const { forward, gradients, sharesPrimal } = reverse(
    { graph: model.graph, nodes: cut.nodes, seeds: new Map([[to, seed]]), wanted: [from], shapes },
    g,
  );
  const gradient = gradients.get(from);
  if (gradient === undefined) {
    throw new StillpointError(
      "LAYER",
      `to layer ${to}: expected a differentiable path from ${from}; got only integer or constant ones; choose another from or to`,
    );
  }
  g.node("Identity", [batchFirst(g, gradient, fromTensor(splice))], [name]);
  const free = splice.fixed === undefined;
  // Emitted nodes read forward tensors and the other way round never happens, but the seed reads `to`.
  return { nodes: [...forward, ...g.nodes], sharesPrimal: sharesPrimal && free };
}

function port(name: string, dims: readonly Dim[]): Port {
  return { name, elementType: ElementType.FLOAT, dims };
}

function fragment(
  splice: Splice,
  cut: GraphCut,
  g: Emitter,
  nodes: readonly Node[],
  parts: Pick<Fragment, "names" | "sharesPrimal"> & { extraInputs: readonly Port[]; outputs: readonly Port[] },
): Fragment {
  const { model, from } = splice;
  const { names } = parts;
  // A sibling output of `from` keeps its node; `from` itself now comes from outside.
  const open = nodes.map((node) => (node.outputs.includes(from) ? without(node, from) : node));
  const entry = new Emitter(`${names.perturbed}/`);
  if (names.perturbed !== from) {
    entry.node("Identity", [batchInPlace(entry, names.perturbed, fromTensor(splice))], [from]);
  }
  const live = withoutDead(
    [...entry.nodes, ...open],
    parts.outputs.map((output) => output.name),
  );
  const used = new Set(live.flatMap(readsOf));
  const initializers = new Map<string, Initializer>();
  for (const [name, tensor] of [...model.graph.initializers, ...g.constants, ...entry.constants]) {
    if (used.has(name)) initializers.set(name, tensor);
  }
  const sideInputs = cut.sideInputs.filter((input) => used.has(input.name));
  const inputs = [
    port(names.perturbed, [splice.fixed?.size ?? "batch", ...fromShape(splice)]),
    ...parts.extraInputs,
    ...sideInputs,
  ].filter((input) => used.has(input.name));
  const spliced: Model = {
    ...model,
    irVersion: Math.max(8, model.irVersion),
    metadata: new Map(),
    producer: "stillpoint",
    graph: {
      name: `${from} to ${splice.to}`,
      nodes: live,
      initializers,
      inputs,
      outputs: parts.outputs,
      declared: new Map(),
    },
  };
  return {
    model: spliced,
    get bytes() {
      return writeModel(spliced);
    },
    names,
    inputs: inputs.map((input) => input.name),
    sideInputs,
    sharesPrimal: parts.sharesPrimal,
  };
}

function without(node: Node, output: string): Node {
  return { ...node, outputs: node.outputs.map((name) => (name === output ? "" : name)) };
}

/** Drops nodes no output needs, such as the last forward layers of a linear network in a pure J'v graph. */
function withoutDead(nodes: readonly Node[], outputs: readonly string[]): Node[] {
  const needed = new Set(outputs);
  const live: Node[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    live.push(node);
    for (const input of readsOf(node)) needed.add(input);
  }
  return live.reverse();
}
