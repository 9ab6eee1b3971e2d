// A case as ONNX bytes: its node alone, and its node with the backward pass.

import type { Tensor } from "@stillpoint/core";
import { Emitter } from "../../emitter.ts";
import { type Dim, ElementType, type Graph, type Initializer, type Node, type Port } from "../../model/graph.ts";
import { encodeTensor } from "../../model/tensor.ts";
import { writeModel } from "../../model/write.ts";
import { reverse } from "../../reverse.ts";
import { type CaseInput, caseTensor, type RuleCase } from "./rule-case.ts";

const ELEMENT_TYPE = { float32: ElementType.FLOAT, int64: ElementType.INT64, bool: ElementType.BOOL } as const;

export interface CaseGraph {
  readonly node: Node;
  readonly graph: Graph;
  readonly opset: number;
  /** Names of the inputs that are fed, with the case's description of each. */
  readonly fed: readonly { readonly name: string; readonly input: CaseInput }[];
}

/** The graph of one node; constant inputs are initializers. */
export function caseGraph(example: RuleCase, seed: number): CaseGraph {
  const g = new Emitter("case/");
  const names = example.inputs.map((input, index) => (input === undefined ? "" : `x${index}`));
  const outputs = Array.from({ length: example.outputs ?? 1 }, (_, index) => `y${index}`);
  g.node(example.op, names, outputs, example.attributes);
  const initializers = new Map<string, Initializer>();
  const fed: { name: string; input: CaseInput }[] = [];
  example.inputs.forEach((input, index) => {
    const name = `x${index}`;
    if (input === undefined) return;
    if (input.role !== "constant") fed.push({ name, input });
    else initializers.set(name, initializer(name, input, caseTensor(input, seed)));
  });
  const graph: Graph = {
    name: example.op,
    nodes: g.nodes,
    initializers,
    inputs: fed.map(({ name, input }) =>
      port(name, input.role === "weight" ? input.shape : ["batch", ...input.shape.slice(1)], ELEMENT_TYPE[input.type]),
    ),
    outputs: outputs.filter((_, index) => example.seeded?.includes(index) ?? true).map((name) => port(name, undefined)),
    declared: new Map(),
  };
  return { node: g.nodes[0]!, graph, opset: example.opset ?? 18, fed };
}

function initializer(name: string, input: CaseInput, { data, shape }: Tensor): Initializer {
  return encodeTensor(name, ELEMENT_TYPE[input.type], shape, data);
}

function port(name: string, dims: readonly Dim[] | undefined, elementType: number = ElementType.FLOAT): Port {
  return { name, elementType, dims };
}

export function forwardBytes({ graph, opset }: CaseGraph): Uint8Array {
  return bytes(graph, opset);
}

/**
 * The node with the cotangents `v0..` as further inputs and the gradients `d<input name>` of `wanted` as outputs, a
 * missing gradient left out. `shapes` are those of the outputs.
 */
export function gradientBytes(
  built: CaseGraph,
  shapes: ReadonlyMap<string, readonly number[]>,
  seeded: readonly string[],
  wanted: readonly string[],
  batched: boolean,
): { bytes: Uint8Array; found: readonly string[]; sharesPrimal: boolean } {
  const g = new Emitter("backward/");
  const known = new Map<string, readonly Dim[]>();
  const symbolic = (dims: readonly number[]) => (batched ? ["batch", ...dims.slice(1)] : dims);
  for (const { name, input } of built.fed)
    known.set(name, input.role === "weight" ? input.shape : symbolic(input.shape));
  for (const { name, dims } of built.graph.initializers.values()) known.set(name, dims);
  for (const [name, dims] of shapes) known.set(name, symbolic(dims));
  const seeds = new Map(seeded.map((name) => [name, `v${name}`]));
  const { forward, gradients, sharesPrimal } = reverse(
    { graph: built.graph, nodes: built.graph.nodes, seeds, wanted, shapes: known },
    g,
  );
  for (const [name, gradient] of gradients) g.node("Identity", [gradient], [`d${name}`]);
  const found = [...gradients.keys()];
  const graph: Graph = {
    ...built.graph,
    nodes: [...forward, ...g.nodes],
    initializers: new Map([...built.graph.initializers, ...g.constants]),
    inputs: [...built.graph.inputs, ...seeded.map((name) => port(`v${name}`, undefined))],
    outputs: found.map((name) => port(`d${name}`, undefined)),
  };
  return { bytes: bytes(graph, built.opset), found, sharesPrimal };
}

function bytes(graph: Graph, opset: number): Uint8Array {
  return writeModel({ irVersion: 9, opsets: new Map([["", opset]]), producer: "", metadata: new Map(), graph });
}
