// Tensors that a node reads: its inputs, and what its sub-graphs read of the graph around them.

import type { Graph, Node } from "./model/graph.ts";

/** Sub-graphs of a node: the branches of an If, the body of a Loop or a Scan. */
export function subGraphs(node: Node): readonly Graph[] {
  return [...node.attributes.values()].flatMap((attribute) => (attribute.kind === "graph" ? [attribute.value] : []));
}

/** The node with every sub-graph replaced by what `change` makes of it; `node` itself where that changes none. */
export function withSubGraphs(node: Node, change: (graph: Graph) => Graph): Node {
  const changed = new Map(node.attributes);
  for (const [name, attribute] of node.attributes) {
    const value = attribute.kind === "graph" ? change(attribute.value) : undefined;
    if (value !== undefined && attribute.value !== value) changed.set(name, { kind: "graph", value });
  }
  const same = [...changed].every(([name, attribute]) => node.attributes.get(name) === attribute);
  return same ? node : { ...node, attributes: changed };
}

/** Every tensor the node reads, those its sub-graphs capture included. `""` is an absent input. */
export function readsOf(node: Node): readonly string[] {
  const inner = subGraphs(node);
  return inner.length === 0 ? node.inputs : [...node.inputs, ...inner.flatMap(capturedBy)];
}

/** Tensors a graph defines itself: inputs, weights and outputs of its nodes. */
export function definedBy(graph: Graph): string[] {
  return [
    ...graph.inputs.map((port) => port.name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap((node) => node.outputs.filter(Boolean)),
  ];
}

/** Names a sub-graph reads and does not define. */
function capturedBy(graph: Graph): string[] {
  const own = new Set(definedBy(graph));
  const read = [...graph.nodes.flatMap(readsOf), ...graph.outputs.map((port) => port.name)];
  return [...new Set(read)].filter((name) => name !== "" && !own.has(name));
}
