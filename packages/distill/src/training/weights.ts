// Which tensors of a graph are weights, which of them belongs to a layer, and files with other values in them.

import {
  ElementType,
  encodeTensor,
  type Graph,
  type Model,
  type Node,
  nearest,
  tensorNames,
  tensorValues,
  writeModel,
} from "@stillpoint/autodiff";
import { ensure, StillpointError } from "@stillpoint/core";

/** Inputs that hold weights, by operator. */
const WEIGHT_INPUTS: ReadonlyMap<string, readonly number[]> = new Map([
  ["Conv", [1, 2]],
  ["ConvTranspose", [1, 2]],
  ["Gemm", [0, 1, 2]],
  ["MatMul", [0, 1]],
  ["Add", [0, 1]],
  ["BatchNormalization", [1, 2]],
]);
/** Operators whose second input is the matrix of a layer. */
const LAYER_OPERATORS: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);

/**
 * Names of the weights in node order: kernels, matrices, biases, and the scales and shifts of normalisations. Running
 * statistics are not weights.
 */
export function weightNames(graph: Graph): string[] {
  const names = new Set<string>();
  for (const node of graph.nodes) {
    if (node.domain !== "") continue;
    for (const index of WEIGHT_INPUTS.get(node.op) ?? []) {
      const found = graph.initializers.get(node.inputs[index] ?? "");
      if (found?.elementType === ElementType.FLOAT && found.dims.length > 0) names.add(found.name);
    }
  }
  return [...names];
}

/**
 * The weight matrix or kernel (no bias) that computes the tensor `layer`, looking back through normalisation, bias
 * and other elementwise operators. Throws `StillpointError LAYER`.
 */
export function layerWeight(graph: Graph, layer: string): string {
  const producers = new Map<string, Node>();
  for (const node of graph.nodes) for (const output of node.outputs) producers.set(output, node);
  let node = producers.get(layer);
  ensure(node !== undefined, "LAYER", () => unknownLayer(graph, layer));
  while (node !== undefined) {
    if (LAYER_OPERATORS.has(node.op)) {
      const weight = [1, 0].map((index) => node?.inputs[index] ?? "").find((name) => graph.initializers.has(name));
      if (weight !== undefined) return weight;
    }
    node = node.inputs.map((input) => producers.get(input)).find((producer) => producer !== undefined);
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
  ensure(found !== undefined, "MODEL", () => `weight ${name}: expected an initializer; got none`);
  const values = tensorValues(found);
  ensure(values instanceof Float32Array, "MODEL", () => `weight ${name}: expected float32; got another type`);
  return values;
}

/** The ONNX file of `model` with other values for the named weights; everything else keeps its bytes. */
export function withWeights(model: Model, values: ReadonlyMap<string, Float32Array>): Uint8Array {
  const initializers = new Map(model.graph.initializers);
  for (const [name, data] of values) {
    const old = initializers.get(name);
    ensure(old !== undefined, "MODEL", () => `weight ${name}: expected an initializer of the network; got none`);
    initializers.set(name, encodeTensor(name, ElementType.FLOAT, old.dims, data));
  }
  return writeModel({ ...model, graph: { ...model.graph, initializers } });
}
