// Nodes in an order in which every one finds its inputs.

import { ensure } from "@stillpoint/core";
import type { Graph, Node } from "../model/graph.ts";
import { readsOf } from "../sub-graphs.ts";

/**
 * The graph with its nodes sorted topologically, as they are where they are so already. Throws `StillpointError MODEL`
 * for nodes that wait for each other.
 */
export function sorted(graph: Graph): Graph {
  const producers = new Map<string, Node>();
  for (const node of graph.nodes) for (const output of node.outputs) if (output !== "") producers.set(output, node);
  const placed = new Set<Node>();
  const waits = (node: Node): Node | undefined => {
    for (const input of readsOf(node)) {
      const producer = producers.get(input);
      if (producer !== undefined && !placed.has(producer)) return producer;
    }
    return undefined;
  };
  let inOrder = true;
  for (const node of graph.nodes) {
    if (placed.has(node)) continue;
    // A walk of its own instead of recursion: chains are as long as networks are deep.
    const walk = [node];
    const walked = new Set(walk);
    for (let last = walk.at(-1); last !== undefined; last = walk.at(-1)) {
      const producer = waits(last);
      if (producer === undefined) {
        placed.add(last);
        walk.pop();
        continue;
      }
      inOrder = false;
      ensure(
        !walked.has(producer),
        "MODEL",
        () =>
          `node ${producer.name}: expected inputs computed before it; got a circle of nodes; the file is damaged, export it again`,
      );
      walked.add(producer);
      walk.push(producer);
    }
  }
  return inOrder ? graph : { ...graph, nodes: [...placed] };
}
