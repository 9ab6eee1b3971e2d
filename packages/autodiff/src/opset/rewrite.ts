// Small changes to a node, as new nodes.

import { StillpointError } from "@stillpoint/core";
import type { Emitter } from "../emitter.ts";
import type { AttributeValue, Node } from "../model/graph.ts";

/** One node of an older operator set, as nodes of opset 18. Constants it needs are added to the emitter. */
export type Conversion = (node: Node, fromOpset: number, g: Emitter) => readonly Node[];

/** The node without some attributes. */
export function withoutAttributes(node: Node, names: readonly string[]): Node {
  return { ...node, attributes: new Map([...node.attributes].filter(([name]) => !names.includes(name))) };
}

/** The node with attributes added or replaced. */
export function withAttributes(node: Node, added: Readonly<Record<string, AttributeValue>>): Node {
  return { ...node, attributes: new Map([...node.attributes, ...Object.entries(added)]) };
}

/** The node with input `index` set; inputs between are absent. */
export function withInput(node: Node, index: number, tensor: string): Node {
  const inputs = [...node.inputs];
  while (inputs.length <= index) inputs.push("");
  inputs[index] = tensor;
  return { ...node, inputs };
}

export function intsAttribute(node: Node, name: string): readonly number[] | undefined {
  const found = node.attributes.get(name);
  if (found?.kind === "ints") return found.value;
  return found?.kind === "int" ? [found.value] : undefined;
}

export function floatAttribute(node: Node, name: string): number | undefined {
  const found = node.attributes.get(name);
  return found?.kind === "float" ? found.value : undefined;
}

export function stringAttribute(node: Node, name: string): string | undefined {
  const found = node.attributes.get(name);
  return found?.kind === "string" ? found.value : undefined;
}

/** Moves an integer-list attribute to input `index`. */
export function intsToInput(node: Node, name: string, index: number, g: Emitter): Node {
  const values = intsAttribute(node, name);
  return values === undefined ? node : withInput(withoutAttributes(node, [name]), index, g.int64(values));
}

/** Moves a float attribute to scalar input `index`. */
export function floatToInput(node: Node, name: string, index: number, g: Emitter): Node {
  const value = floatAttribute(node, name);
  return value === undefined ? node : withInput(withoutAttributes(node, [name]), index, g.float32(value));
}

/** Throws `StillpointError MODEL`: what the node has cannot be said at opset 18. */
export function inconvertible(node: Node, fromOpset: number, what: string): never {
  throw new StillpointError(
    "MODEL",
    `node ${node.name || node.outputs[0]} (${node.op}, opset ${fromOpset}): expected a form that exists at opset 18; got ${what}; export the network again at opset 18`,
  );
}
