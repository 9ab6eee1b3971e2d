// Names for what is added to a graph that nothing in the graph can have.

import type { Graph } from "./model/graph.ts";
import { subGraphs } from "./sub-graphs.ts";

/** `word/`, or where a tensor or node of the graph begins so already, the first free one of `word-2/`, `word-3/`, ... */
export function freePrefix(graph: Graph, word: string): string {
  const names = namesIn(graph);
  const taken = (prefix: string) => names.some((name) => name.startsWith(prefix));
  let prefix = `${word}/`;
  for (let count = 2; taken(prefix); count += 1) prefix = `${word}-${count}/`;
  return prefix;
}

/** Names of tensors and nodes, those of sub-graphs included. */
function namesIn(graph: Graph): string[] {
  return [
    ...[...graph.inputs, ...graph.outputs].map((port) => port.name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap((node) => [node.name, ...node.inputs, ...node.outputs, ...subGraphs(node).flatMap(namesIn)]),
  ];
}
