// Tensors that nothing but constants and fixed sizes determine, through operators that shape arithmetic does not know.

import { Constants } from "./constants.ts";
import { isRandom } from "./evaluation-mode.ts";
import { ElementType, type Graph, type Initializer, type Model, type Node } from "./model/graph.ts";
import { encodeTensor, type TensorValues } from "./model/tensor.ts";
import type { Shapes } from "./shapes.ts";
import { complete, count, type Entries, isFloat, LONGEST } from "./sizes/entries.ts";
import { fixed } from "./sizes/evaluate.ts";
import { readsOf } from "./sub-graphs.ts";

/** A model without inputs, to be run once: its outputs are the same for every sample and every batch size. */
export interface Determined {
  readonly model: Model;
  readonly names: readonly string[];
}

/**
 * The nodes whose small outputs follow from constants and fixed sizes in `shapes` alone, as a model of their own; undefined
 * where shape arithmetic knows all there is. Computations on weights are left alone.
 */
export function determined(model: Model, shapes: Shapes): Determined | undefined {
  const { graph } = model;
  const constants = new Constants(graph, shapes);
  const names = new Set<string>();
  const initializers = new Map<string, Initializer>();
  const nodes = graph.nodes.filter((node) => {
    if (!isCandidate(node, constants, names, shapes)) return false;
    for (const read of readsOf(node)) {
      const known = names.has(read) ? undefined : constants.small(read);
      if (known !== undefined) initializers.set(read, encoded(read, known));
    }
    for (const output of node.outputs) if (output !== "") names.add(output);
    return true;
  });
  if (nodes.length === 0) return undefined;
  const outputs = [...names].map((name) => ({ name, elementType: ElementType.UNDEFINED, dims: undefined }));
  const part: Graph = { name: "sizes", nodes, initializers, inputs: [], outputs, declared: new Map() };
  return { model: { ...model, graph: part }, names: [...names] };
}

function isCandidate(node: Node, constants: Constants, names: ReadonlySet<string>, shapes: Shapes): boolean {
  const reads = readsOf(node).filter(Boolean);
  if (node.domain !== "" || reads.length === 0 || isRandom(node)) return false;
  const outputs = node.outputs.filter(Boolean);
  if (outputs.every((output) => complete(constants.small(output)) !== undefined)) return false;
  const small = outputs.every((output) => {
    const dims = fixed(shapes.get(output));
    return dims !== undefined && count(dims) <= LONGEST;
  });
  const kinds = reads.map((read) => (names.has(read) ? "size" : kindOf(read, constants)));
  return small && !kinds.includes("other") && kinds.includes("size");
}

/** A size, a number beside sizes, or anything else: unknown, or a weight. */
function kindOf(name: string, constants: Constants): "size" | "number" | "other" {
  const known = constants.small(name);
  if (known === undefined || complete(known) === undefined) return "other";
  if (!isFloat(known.elementType) || !constants.has(name)) return "size";
  return known.values.length === 1 ? "number" : "other";
}

function encoded(name: string, { elementType, dims, values }: Entries): Initializer {
  return encodeTensor(name, elementType, dims, typed(elementType, values.map(Number)));
}

function typed(elementType: number, values: readonly number[]): TensorValues {
  if (elementType === ElementType.INT64) return BigInt64Array.from(values, BigInt);
  if (elementType === ElementType.INT32) return Int32Array.from(values);
  return elementType === ElementType.BOOL ? Uint8Array.from(values) : Float32Array.from(values);
}

/** Integers or booleans that a determined tensor holds. */
export interface DeterminedValues {
  readonly elementType: number;
  readonly dims: readonly number[];
  readonly data: TensorValues;
}

/** The model with constants in place of nodes all of whose outputs are in `values`; `model` itself where there is none. */
export function withDetermined(model: Model, values: ReadonlyMap<string, DeterminedValues>): Model {
  const { graph } = model;
  const initializers = new Map(graph.initializers);
  const nodes = graph.nodes.filter((node) => {
    const outputs = node.outputs.filter(Boolean);
    if (!outputs.every((output) => values.has(output))) return true;
    for (const output of outputs) {
      const found = values.get(output);
      if (found !== undefined)
        initializers.set(output, encodeTensor(output, found.elementType, found.dims, found.data));
    }
    return false;
  });
  return nodes.length === graph.nodes.length ? model : { ...model, graph: { ...graph, nodes, initializers } };
}
