// The part of a graph between two tensors, `from` and `to`, and the part before it.

import { StillpointError } from "@stillpoint/core";
import type { Graph, Node, Port } from "./model/graph.ts";
import { nearest } from "./nearest.ts";
import { readsOf } from "./sub-graphs.ts";

export interface GraphCut {
  /** Nodes needed for `to` given `from`, topologically sorted. */
  readonly nodes: readonly Node[];
  /** Original inputs still needed beside `from`. */
  readonly sideInputs: readonly Port[];
  /** Nodes that lie on a path from `from` to `to`. */
  readonly between: ReadonlySet<Node>;
}

/** Names every tensor that can be `from` or `to`: graph inputs and node outputs. */
export function tensorNames(graph: Graph): string[] {
  return [...graph.inputs.map((port) => port.name), ...graph.nodes.flatMap((node) => node.outputs.filter(Boolean))];
}

/**
 * Cuts out what leads from `from` to `to`; everything else of the graph is left behind.
 * Throws `StillpointError LAYER` for a name that does not exist or a `to` that does not depend on `from`.
 */
export function cutBetween(graph: Graph, from: string, to: string): GraphCut {
  checkTensor(graph, from, `from tensor ${from}`);
  checkTensor(graph, to, `to layer ${to}`);
  const { nodes, open } = ancestors(graph, [to], new Set([from]));
  const reached = new Set([from]);
  const between = new Set<Node>();
  for (const node of nodes) {
    if (!readsOf(node).some((input) => reached.has(input))) continue;
    between.add(node);
    for (const output of node.outputs) reached.add(output);
  }
  if (from === to || !reached.has(to)) {
    throw new StillpointError(
      "LAYER",
      `to layer ${to}: expected a tensor computed from ${from}; got one that does not depend on it; choose a later to or another from`,
    );
  }
  const sideInputs = graph.inputs.filter((port) => open.has(port.name) && port.name !== from);
  return { nodes, sideInputs, between };
}

/** Nodes and graph inputs needed to compute `targets`, not looking behind the tensors in `stop`. */
export function ancestors(
  graph: Graph,
  targets: readonly string[],
  stop: ReadonlySet<string>,
): { nodes: Node[]; open: Set<string> } {
  const producer = new Map<string, Node>();
  for (const node of graph.nodes) for (const output of node.outputs) if (output !== "") producer.set(output, node);
  const needed = new Set<Node>();
  const open = new Set<string>();
  const pending = [...targets];
  const seen = new Set<string>();
  while (pending.length > 0) {
    const name = pending.pop()!;
    if (name === "" || seen.has(name)) continue;
    seen.add(name);
    const node = stop.has(name) ? undefined : producer.get(name);
    if (node === undefined) {
      open.add(name);
      continue;
    }
    if (needed.has(node)) continue;
    needed.add(node);
    pending.push(...readsOf(node));
  }
  return { nodes: graph.nodes.filter((node) => needed.has(node)), open };
}

function checkTensor(graph: Graph, name: string, subject: string): void {
  const names = tensorNames(graph);
  if (names.includes(name)) return;
  const close = nearest(name, names);
  const hint = close.length > 0 ? `did you mean ${close.join(" or ")}?` : "list the layers with `stillpoint inspect`";
  throw new StillpointError(
    "LAYER",
    `${subject}: expected a tensor of the network; got a name it does not have; ${hint}`,
  );
}
