// The weights of a graph by their place in it, whatever they are called.

import type { AttributeValue, Graph, Node } from "@stillpoint/autodiff";
import { type StoredWeight, storedTensors, storedWeight } from "./stored-weights.ts";
import { isWeight, weightInputs } from "./weights.ts";

/** One use of a weight. */
export interface WeightPlace {
  readonly node: Node;
  /** Which input of the node. */
  readonly input: number;
  readonly weight: StoredWeight;
}

/** A graph without names: exporters number tensors anew for every checkpoint. */
export interface WeightPlaces {
  /** Nodes in the order in which the outputs need them, with what each reads; equal for checkpoints of one network. */
  readonly structure: readonly string[];
  /** In the same order. */
  readonly places: readonly WeightPlace[];
  /** The node of each entry of `structure`. */
  readonly nodes: readonly Node[];
}

/** The weights that the outputs depend on, in the order of `structure`. */
export function weightPlaces(graph: Graph): WeightPlaces {
  const stored = storedTensors(graph);
  const inputs = new Map(graph.inputs.map(({ name }, k) => [name, k]));
  const order = new Map<Node, number>();
  const reference = (given: string): string => {
    if (given === "") return "-";
    const name = behindIdentity(given, stored.producers);
    const constant = stored.tensors.get(name);
    if (constant !== undefined) return `[${constant.dims.join("x")}]`;
    const producer = stored.producers.get(name);
    if (producer === undefined) return `input ${inputs.get(name) ?? name}`;
    return `${order.get(producer)}.${producer.outputs.indexOf(name)}`;
  };
  const structure: string[] = [];
  const places: WeightPlace[] = [];
  for (const node of sorted(graph, stored.producers)) {
    order.set(node, structure.length);
    const attributes = [...node.attributes].map(attributeText).sort().join(", ");
    structure.push(`${node.op}{${attributes}}(${node.inputs.map(reference).join(", ")})`);
    for (const input of weightInputs(node)) {
      const weight = storedWeight(stored, node.inputs[input] ?? "");
      if (weight !== undefined && isWeight(node, weight.tensor)) places.push({ node, input, weight });
    }
  }
  return { structure, places, nodes: [...order.keys()] };
}

/** Exporters store weights that are equal once and hand them on, as those of normalisations are before training. */
function behindIdentity(name: string, producers: ReadonlyMap<string, Node>): string {
  let current = name;
  for (let node = producers.get(current); node?.op === "Identity"; node = producers.get(current)) {
    current = node.inputs[0] ?? "";
  }
  return current;
}

/** What the outputs need, every node behind those it reads; without recursion, graphs are deep. */
function sorted({ outputs }: Graph, producers: ReadonlyMap<string, Node>): Node[] {
  const done = new Set<Node>();
  const open = new Set<Node>();
  const maker = (name: string): Node | readonly Node[] => producers.get(behindIdentity(name, producers)) ?? [];
  const pending = outputs.flatMap(({ name }) => maker(name)).reverse();
  while (pending.length > 0) {
    const node = pending.at(-1)!;
    if (done.has(node) || open.has(node)) {
      pending.pop();
      if (!done.has(node)) done.add(node);
      continue;
    }
    open.add(node);
    const before = node.inputs.flatMap(maker);
    pending.push(...before.filter((each) => !done.has(each) && !open.has(each)).reverse());
  }
  return [...done];
}

/** Floats and tensors are left out: they may be learned. */
function attributeText([name, value]: readonly [string, AttributeValue]): string {
  if (value.kind === "int" || value.kind === "string") return `${name} ${value.value}`;
  return value.kind === "ints" ? `${name} ${value.value.join("x")}` : name;
}

/** A graph's structure alone. */
export type WeightStructure = Pick<WeightPlaces, "structure" | "nodes">;

/**
 * Where two graphs part, in words that call them by `names`; undefined where they are the same but for names and values.
 */
export function firstDifference(
  one: WeightStructure,
  other: WeightStructure,
  names: readonly [string, string],
): string | undefined {
  const length = Math.max(one.structure.length, other.structure.length);
  for (let k = 0; k < length; k += 1) {
    if (one.structure[k] === other.structure[k]) continue;
    const [own, theirs] = [one, other].map(({ structure, nodes }) => {
      const name = nodes[k]?.name;
      return structure[k] === undefined ? "missing" : `${structure[k]}${name ? ` (${name})` : ""}`;
    });
    return `node ${k + 1} is ${own} in ${names[0]} and ${theirs} in ${names[1]}`;
  }
  return undefined;
}

/** Whether graphs differ in nothing but normalisations, which one of them has folded into what lies before them. */
export function normalisationsApart(one: WeightStructure, other: WeightStructure): boolean {
  const form = ({ nodes }: WeightStructure): string =>
    nodes.flatMap(({ op }) => (op === "BatchNormalization" ? [] : [op])).join(" ");
  return one.nodes.length !== other.nodes.length && form(one) === form(other);
}
