// Networks of half precision, bfloat16 or doubles as networks of float32, the one type that is measured.

import { toFloat32 } from "../model/element.ts";
import {
  type AttributeValue,
  ElementType,
  type Graph,
  type Initializer,
  type Model,
  type Node,
  type Port,
} from "../model/graph.ts";

/** Attributes whose integer is an element type. */
const TYPE_ATTRIBUTES: ReadonlySet<string> = new Set([
  "dtype",
  "output_datatype",
  "output_dtype",
  "precision",
  "softmax_precision",
  "stash_type",
  "to",
]);

const NAMES: ReadonlyMap<number, string> = new Map([
  [ElementType.FLOAT16, "float16"],
  [ElementType.BFLOAT16, "bfloat16"],
  [ElementType.DOUBLE, "float64"],
]);

/**
 * The model with every tensor of another float type in float32: weights (those that were not read when they are), types
 * that are declared, types that operators cast to. Nothing is rounded to 16 bits on the way any more. Says so in a note
 * of the model.
 */
export function inFloat32(model: Model): Model {
  const others = new Set<number>([ElementType.FLOAT16, ElementType.BFLOAT16]);
  if (carriesDoubles(model.graph)) others.add(ElementType.DOUBLE);
  const found = new Set<number>();
  const graph = graphInFloat32(model.graph, others, found);
  if (found.size === 0) return model;
  const types = [...found].map((type) => NAMES.get(type) ?? "").sort();
  const note = `the network is stored in ${types.join(" and ")}; it is measured in float32`;
  return { ...model, graph, notes: [...(model.notes ?? []), note] };
}

/** Constants of more values are no sizes. */
const LONGEST_SIZES = 64;

/**
 * Whether doubles hold more than sizes: float32 networks compute positions and scales in double precision from Shape and
 * short constants, and these stay exact.
 */
function carriesDoubles(graph: Graph): boolean {
  const long = (name: string): boolean => {
    const dims = graph.initializers.get(name)?.dims ?? [];
    return dims.reduce((product, dim) => product * dim, 1) > LONGEST_SIZES;
  };
  const doubles = [...graph.initializers.values()].filter(({ elementType }) => elementType === ElementType.DOUBLE);
  if (graph.inputs.some(({ elementType }) => elementType === ElementType.DOUBLE)) return true;
  if (doubles.some(({ name }) => long(name))) return true;
  const data = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    if (SIZES.has(node.op) || !node.inputs.some((input) => data.has(input) || long(input))) continue;
    const to = node.attributes.get("to");
    if (node.op === "Cast" && to?.kind === "int" && to.value === ElementType.DOUBLE) return true;
    for (const output of node.outputs) data.add(output);
  }
  return false;
}

/** Operators that know a tensor's shape and not its values. */
const SIZES: ReadonlySet<string> = new Set(["Shape", "Size"]);

function graphInFloat32(graph: Graph, others: ReadonlySet<number>, found: Set<number>): Graph {
  const typed = (elementType: number): number => {
    if (!others.has(elementType)) return elementType;
    found.add(elementType);
    return ElementType.FLOAT;
  };
  const tensor = (each: Initializer): Initializer => {
    const elementType = typed(each.elementType);
    if (elementType === each.elementType) return each;
    const data = each.data instanceof Uint8Array ? toFloat32(each.data, each.elementType) : each.data;
    return { ...each, elementType, data };
  };
  const port = (each: Port): Port => ({ ...each, elementType: typed(each.elementType) });
  const attribute = (name: string, value: AttributeValue): AttributeValue => {
    if (value.kind === "tensor") return { kind: "tensor", value: tensor(value.value) };
    if (value.kind === "int" && TYPE_ATTRIBUTES.has(name)) return { kind: "int", value: typed(value.value) };
    return value.kind === "graph" ? { kind: "graph", value: graphInFloat32(value.value, others, found) } : value;
  };
  const node = (each: Node): Node => ({
    ...each,
    attributes: new Map([...each.attributes].map(([name, value]) => [name, attribute(name, value)])),
  });
  const named = <Value>(entries: ReadonlyMap<string, Value>, change: (value: Value) => Value): Map<string, Value> =>
    new Map([...entries].map(([name, value]) => [name, change(value)]));
  return {
    ...graph,
    nodes: graph.nodes.map(node),
    initializers: named(graph.initializers, tensor),
    inputs: graph.inputs.map(port),
    outputs: graph.outputs.map(port),
    declared: named(graph.declared, port),
  };
}
