// Which tensors of a graph are weights, which of them belongs to a layer, and files with other values in them.

import {
  ElementType,
  encodeTensor,
  type Graph,
  type Initializer,
  type Model,
  type Node,
  nearest,
  tensorNames,
  tensorValues,
  writeModel,
} from "@stillpoint/autodiff";
import { ensure, StillpointError } from "@stillpoint/core";
import { storedTensors, storedWeight } from "./stored-weights.ts";

/** Inputs that hold weights, by operator. */
const WEIGHT_INPUTS: ReadonlyMap<string, readonly number[]> = new Map([
  ["Conv", [1, 2]],
  ["ConvTranspose", [1, 2]],
  ["Gemm", [0, 1, 2]],
  ["MatMul", [0, 1]],
  ["Add", [0, 1]],
  ["Mul", [0, 1]],
  ["PRelu", [1]],
  ["Gather", [0]],
  ["BatchNormalization", [1, 2]],
  ["LayerNormalization", [1, 2]],
  ["InstanceNormalization", [1, 2]],
  ["GroupNormalization", [1, 2]],
  ["RMSNormalization", [1]],
  ["LSTM", [1, 2, 3]],
  ["GRU", [1, 2, 3]],
  ["RNN", [1, 2, 3]],
]);
/** The same for what ONNX Runtime makes of a graph. */
const FUSED_INPUTS: ReadonlyMap<string, readonly number[]> = new Map([
  ["FusedConv", [1, 2]],
  ["FusedGemm", [0, 1, 2]],
  ["FusedMatMul", [0, 1]],
  ["BiasGelu", [1]],
  ["FastGelu", [1]],
  ["SkipLayerNormalization", [2, 3, 4]],
  ["EmbedLayerNormalization", [2, 3, 4, 5, 6]],
  ["Attention", [1, 2]],
]);
/** Inputs that may be the matrix of a layer, the usual one first. */
const LAYER_INPUTS: ReadonlyMap<string, readonly number[]> = new Map([
  ["Conv", [1]],
  ["ConvTranspose", [1]],
  ["Gemm", [1, 0]],
  ["MatMul", [1, 0]],
  ["Gather", [0]],
  ["LSTM", [1]],
  ["GRU", [1]],
  ["RNN", [1]],
  ["FusedConv", [1]],
  ["FusedGemm", [1, 0]],
  ["FusedMatMul", [1, 0]],
  ["Attention", [1]],
]);

/** Which inputs of a node hold weights. */
export function weightInputs({ op, domain }: Node): readonly number[] {
  const table = domain === "" ? WEIGHT_INPUTS : domain === "com.microsoft" ? FUSED_INPUTS : undefined;
  return table?.get(op) ?? [];
}

/**
 * Names of the weights in node order: kernels, matrices, embedding tables, biases, scales, slopes, and the scales and
 * shifts of normalisations. Running statistics are not weights, nor is a number that multiplies a whole tensor.
 */
export function weightNames(graph: Graph): string[] {
  const names = new Set<string>();
  for (const node of graph.nodes) {
    if (node.domain !== "") continue;
    for (const index of WEIGHT_INPUTS.get(node.op) ?? []) {
      const found = graph.initializers.get(node.inputs[index] ?? "");
      if (found?.elementType === ElementType.FLOAT && isWeight(node, found)) names.add(found.name);
    }
  }
  return [...names];
}

/** Whether floats at a weight's input are one: tables have two axes, and a single number is no weight. */
export function isWeight({ op }: Node, { dims }: Initializer): boolean {
  if (dims.length === 0) return false;
  if (op === "Gather") return dims.length === 2;
  return op !== "Mul" || dims.some((dim) => dim !== 1);
}

/**
 * The weight matrix, kernel or embedding table (no bias) that computes the tensor `layer`: the one the fewest nodes
 * back, through normalisations, biases, shortcuts, attention and pooling; the first input's where two are as near. Of a
 * residual block that is the last matrix of its branch. Named as it is stored: an initializer or a Constant node's
 * output, behind whatever casts or turns it. Throws `StillpointError LAYER`.
 */
export function layerWeight(graph: Graph, layer: string): string {
  return weightBehind(graph, layer).name;
}

/** A weight and the node that uses it. */
export interface UsedWeight {
  readonly name: string;
  readonly node: Node;
  readonly input: number;
}

/** The weight that `layerWeight` names, with its node. Throws `StillpointError LAYER`. */
export function weightBehind(graph: Graph, layer: string): UsedWeight {
  const stored = storedTensors(graph);
  const start = stored.producers.get(layer);
  ensure(start !== undefined, "LAYER", () => unknownLayer(graph, layer));
  // Grows while it is walked: breadth first.
  const reached = new Set([start]);
  for (const node of reached) {
    for (const input of LAYER_INPUTS.get(node.op) ?? []) {
      const weight = storedWeight(stored, node.inputs[input] ?? "");
      if (weight !== undefined && weight.tensor.dims.length > 1) return { name: weight.name, node, input };
    }
    for (const input of node.inputs) {
      const producer = stored.producers.get(input);
      if (producer !== undefined) reached.add(producer);
    }
  }
  throw new StillpointError(
    "LAYER",
    `layer ${layer}: expected one computed by a convolution or matrix; got none before it; choose another layer`,
  );
}

function unknownLayer(graph: Graph, layer: string): string {
  const close = nearest(layer, tensorNames(graph));
  const hint = close.length > 0 ? `did you mean ${close.join(" or ")}?` : "list the layers with `stillpoint inspect`";
  return `layer ${layer}: expected a tensor the network computes; got a name it does not have; ${hint}`;
}

/** Values of a float initializer. Throws `StillpointError MODEL`. */
export function weightValues(model: Model, name: string): Float32Array {
  const found = model.graph.initializers.get(name);
  ensure(
    found !== undefined,
    "MODEL",
    () => `weight ${name}: expected an initializer; got none; name a weight of the network`,
  );
  const values = tensorValues(found);
  ensure(
    values instanceof Float32Array,
    "MODEL",
    () => `weight ${name}: expected float32; got another type; export the network in float32`,
  );
  return values;
}

/** The ONNX file of `model` with other values for the named weights; everything else keeps its bytes. */
export function withWeights(model: Model, values: ReadonlyMap<string, Float32Array>): Uint8Array {
  const initializers = new Map(model.graph.initializers);
  for (const [name, data] of values) {
    const old = initializers.get(name);
    ensure(
      old !== undefined,
      "MODEL",
      () => `weight ${name}: expected an initializer of the network; got none; give weights of this network`,
    );
    initializers.set(name, encodeTensor(name, ElementType.FLOAT, old.dims, data));
  }
  return writeModel({ ...model, graph: { ...model.graph, initializers } });
}
