// Splices the part of a network between two tensors out of it, with what the entropy engine asks of it.

import { StillpointError } from "@stillpoint/core";
import { ancestors, type Cut, cutBetween } from "./cut.ts";
import { Emitter } from "./emitter.ts";
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
import { reverse } from "./reverse.ts";
import { mergesBatch, type Shapes } from "./shapes.ts";

export interface Splice {
  readonly model: Model;
  /** The tensor noise is added to; becomes a graph input. */
  readonly from: string;
  /** The feature tensor. Axis 0 of both is the batch. */
  readonly to: string;
  readonly shapes: Shapes;
}

/** Names of the tensors a fragment adds. Batch b, features m, perturbed scalars as in `from`. */
export const FragmentTensor = {
  /** out `[b, m]` */
  features: "stillpoint/features",
  /** in `[1, m]` */
  target: "stillpoint/target",
  /** in `[b, m]` */
  cotangent: "stillpoint/cotangent",
  /** out `[b]`, summed over features */
  change: "stillpoint/change",
  /** out, shaped like `from` with b copies */
  gradient: "stillpoint/gradient",
} as const;

/** A spliced-out model. */
export interface Fragment {
  readonly bytes: Uint8Array;
  /** Every input the fragment reads; a network linear in the perturbed tensor needs none of it for J'v. */
  readonly inputs: readonly string[];
  /** Original inputs that must be fed beside the perturbed tensor, with a batch axis of the same size. */
  readonly sideInputs: readonly Port[];
  /** Whether the perturbed tensor may have batch 1 while the cotangent has more. */
  readonly sharesPrimal: boolean;
}

/** The forward part: `from` -> `features`. Throws `LAYER` or `MODEL`. */
export function spliceFeatures(splice: Splice): Fragment {
  const cut = checkedCut(splice);
  const g = new Emitter("stillpoint/forward/");
  flatten(g, splice.to);
  return fragment(splice, cut, g, [...cut.nodes, ...g.nodes], {
    extraInputs: [],
    outputs: [port(FragmentTensor.features, ["batch", featureSize(splice)])],
    sharesPrimal: false,
  });
}

/**
 * `from`, `target` -> `change` = ‖f(x) − t‖² per copy and `gradient` = J'(f(x) − t).
 * Throws `LAYER`, `MODEL` or `OPERATOR`.
 */
export function spliceResidual(splice: Splice): Fragment {
  const cut = checkedCut(splice);
  const g = new Emitter("stillpoint/backward/");
  const features = flatten(g, splice.to);
  const difference = g.op("Sub", [features, FragmentTensor.target]);
  const squares = g.op("Mul", [difference, difference]);
  g.node("ReduceSum", [squares, g.int64([1])], [FragmentTensor.change], { keepdims: 0 });
  const seed = g.op("Reshape", [difference, g.int64(featureShape(splice))]);
  const { nodes, sharesPrimal } = backward(splice, cut, g, seed);
  return fragment(splice, cut, g, nodes, {
    extraInputs: [port(FragmentTensor.target, [1, featureSize(splice)])],
    outputs: [port(FragmentTensor.change, ["batch"]), gradientPort(splice, "batch")],
    sharesPrimal,
  });
}

/** `from`, `cotangent` -> `gradient` = J'v. Throws `LAYER`, `MODEL` or `OPERATOR`. */
export function spliceVjp(splice: Splice): Fragment {
  const cut = checkedCut(splice);
  const g = new Emitter("stillpoint/backward/");
  const seed = g.op("Reshape", [FragmentTensor.cotangent, g.int64(featureShape(splice))]);
  const { nodes, sharesPrimal } = backward(splice, cut, g, seed);
  return fragment(splice, cut, g, nodes, {
    extraInputs: [port(FragmentTensor.cotangent, ["copies", featureSize(splice)])],
    outputs: [gradientPort(splice, "copies")],
    sharesPrimal,
  });
}

/** The part before `tensors`, as a model from the original inputs to them. Also shows inner tensors for a probe. */
export function splicePrefix(model: Model, tensors: readonly string[]): Uint8Array {
  const graph = model.graph;
  const { nodes } = ancestors(graph, tensors, new Set());
  const used = new Set(nodes.flatMap((node) => node.inputs));
  return writeModel({
    ...model,
    graph: {
      ...graph,
      nodes,
      initializers: new Map([...graph.initializers].filter(([name]) => used.has(name))),
      inputs: graph.inputs.filter((input) => used.has(input.name)),
      outputs: tensors.map((name) => declared(graph, name)),
      declared: new Map(),
    },
  });
}

/** An output as the file declares it; ONNX Runtime infers what is not declared. */
function declared(graph: Graph, name: string): Port {
  return graph.declared.get(name) ?? graph.outputs.find((output) => output.name === name) ?? undeclared(name);
}

function undeclared(name: string): Port {
  return { name, elementType: ElementType.UNDEFINED, dims: undefined };
}

/** m: scalars of one sample's features. */
export function featureSize(splice: Splice): number {
  return perSample(splice.shapes, splice.to).reduce((product, dim) => product * dim, 1);
}

/** Shape of one sample of the perturbed tensor. */
export function perturbedShape(splice: Splice): readonly number[] {
  return perSample(splice.shapes, splice.from);
}

function featureShape(splice: Splice): number[] {
  return [-1, ...perSample(splice.shapes, splice.to)];
}

function perSample(shapes: Shapes, name: string): number[] {
  const dims = shapes.get(name);
  if (dims === undefined || dims.length === 0) {
    throw new StillpointError(
      "MODEL",
      `tensor ${name}: expected a known shape with a batch axis; got ${dims === undefined ? "none" : "a scalar"}; choose another layer`,
    );
  }
  if (mergesBatch(dims[0]!)) {
    throw new StillpointError(
      "MODEL",
      `tensor ${name}: expected one row per sample; got ${dims.join("x")}, where the batch is merged with another axis; choose a layer that keeps samples apart`,
    );
  }
  return dims.slice(1).map((dim) => {
    if (typeof dim === "number") return dim;
    throw new StillpointError(
      "MODEL",
      `tensor ${name}: expected fixed sizes after the batch axis; got ${dims.join("x")}; fix the sizes at export`,
    );
  });
}

function checkedCut(splice: Splice): Cut {
  const input = splice.model.graph.inputs.find((candidate) => candidate.name === splice.from);
  if (input !== undefined && input.elementType !== ElementType.FLOAT) {
    throw new StillpointError(
      "MODEL",
      `input ${splice.from}: expected float32, noise cannot be added to anything else; got element type ${input.elementType}; name an inner tensor such as the embedding`,
    );
  }
  return cutBetween(splice.model.graph, splice.from, splice.to);
}

function flatten(g: Emitter, tensor: string): string {
  g.node("Flatten", [tensor], [FragmentTensor.features], { axis: 1 });
  return FragmentTensor.features;
}

function backward(splice: Splice, cut: Cut, g: Emitter, seed: string): { nodes: Node[]; sharesPrimal: boolean } {
  const { model, from, to, shapes } = splice;
  const { forward, gradients, sharesPrimal } = reverse(
    { graph: model.graph, nodes: cut.nodes, seeds: new Map([[to, seed]]), wanted: [from], shapes },
    g,
  );
  const gradient = gradients.get(from);
  if (gradient === undefined) {
    throw new StillpointError(
      "LAYER",
      `layer ${to}: expected a differentiable path from ${from}; got only integer or constant ones; choose another input or layer`,
    );
  }
  g.node("Identity", [gradient], [FragmentTensor.gradient]);
  const free = typeof shapes.get(from)?.[0] === "string" && typeof shapes.get(to)?.[0] === "string";
  // Emitted nodes read forward tensors and the other way round never happens, but the seed reads the features.
  return { nodes: [...forward, ...g.nodes], sharesPrimal: sharesPrimal && free };
}

function gradientPort(splice: Splice, batch: string): Port {
  return port(FragmentTensor.gradient, [batch, ...perturbedShape(splice)]);
}

function port(name: string, dims: readonly Dim[]): Port {
  return { name, elementType: ElementType.FLOAT, dims };
}

function fragment(
  splice: Splice,
  cut: Cut,
  g: Emitter,
  nodes: readonly Node[],
  parts: { extraInputs: readonly Port[]; outputs: readonly Port[]; sharesPrimal: boolean },
): Fragment {
  const { model, from } = splice;
  // A sibling output of the perturbed tensor keeps its node; the tensor itself now comes from outside.
  const open = nodes.map((node) => (node.outputs.includes(from) ? without(node, from) : node));
  const live = withoutDead(
    open,
    parts.outputs.map((output) => output.name),
  );
  const used = new Set(live.flatMap((node) => node.inputs));
  const initializers = new Map<string, Initializer>();
  for (const [name, tensor] of [...model.graph.initializers, ...g.constants]) {
    if (used.has(name)) initializers.set(name, tensor);
  }
  const sideInputs = cut.sideInputs.filter((input) => used.has(input.name));
  const inputs = [port(from, ["batch", ...perturbedShape(splice)]), ...parts.extraInputs, ...sideInputs].filter(
    (input) => used.has(input.name),
  );
  const bytes = writeModel({
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
  });
  return {
    bytes,
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
    for (const input of node.inputs) needed.add(input);
  }
  return live.reverse();
}
