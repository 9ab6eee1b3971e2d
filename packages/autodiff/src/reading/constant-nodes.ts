// Constant nodes are weights like any other.

import { StillpointError } from "@stillpoint/core";
import {
  type AttributeValue,
  ElementType,
  type Graph,
  type Initializer,
  type Model,
  type Node,
} from "../model/graph.ts";
import { integer } from "../model/integer.ts";
import { encodeStrings, encodeTensor } from "../model/tensor.ts";
import { withSubGraphs } from "../sub-graphs.ts";

/** The model with the values of its Constant nodes as initializers. Throws `StillpointError MODEL` for sparse ones. */
export function withoutConstantNodes(model: Model): Model {
  return { ...model, graph: graphWithoutConstants(model.graph) };
}

function graphWithoutConstants(graph: Graph): Graph {
  const constants = new Map<string, Initializer>();
  const nodes = graph.nodes.flatMap((node) => {
    const [output] = node.outputs;
    if (node.op !== "Constant" || node.domain !== "" || output === undefined) {
      return [withSubGraphs(node, graphWithoutConstants)];
    }
    constants.set(output, constantOf(node, output));
    return [];
  });
  return { ...graph, nodes, initializers: new Map([...graph.initializers, ...constants]) };
}

function constantOf(node: Node, name: string): Initializer {
  for (const [key, attribute] of node.attributes) {
    const tensor = TENSOR_OF.get(key)?.(attribute, name);
    if (tensor !== undefined) return tensor;
  }
  throw new StillpointError(
    "MODEL",
    `node ${node.name} (Constant): expected a value; got ${[...node.attributes.keys()].join(", ") || "none"}; export the network with dense constants`,
  );
}

type TensorOf = (attribute: AttributeValue, name: string) => Initializer | undefined;

/** A tensor from an attribute of Constant; undefined for one of another kind than its name says. */
const TENSOR_OF: ReadonlyMap<string, TensorOf> = new Map<string, TensorOf>([
  ["value", (value, name) => (value.kind === "tensor" ? { ...value.value, name } : undefined)],
  [
    "value_float",
    (value, name) =>
      value.kind === "float" ? encodeTensor(name, ElementType.FLOAT, [], Float32Array.of(value.value)) : undefined,
  ],
  [
    "value_floats",
    (value, name) =>
      value.kind === "floats"
        ? encodeTensor(name, ElementType.FLOAT, [value.value.length], Float32Array.from(value.value))
        : undefined,
  ],
  [
    "value_int",
    (value, name) =>
      value.kind === "int"
        ? encodeTensor(name, ElementType.INT64, [], BigInt64Array.of(value.exact ?? integer(value.value)))
        : undefined,
  ],
  [
    "value_ints",
    (value, name) =>
      value.kind === "ints"
        ? encodeTensor(
            name,
            ElementType.INT64,
            [value.value.length],
            BigInt64Array.from(value.exact ?? value.value.map(integer)),
          )
        : undefined,
  ],
  ["value_string", (value, name) => (value.kind === "string" ? encodeStrings(name, [], [value.value]) : undefined)],
  [
    "value_strings",
    (value, name) => (value.kind === "strings" ? encodeStrings(name, [value.value.length], value.value) : undefined),
  ],
]);
