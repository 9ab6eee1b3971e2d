// Which tensors of a network can be measured, all of them in one pass over its graph.

import { StillpointError } from "@stillpoint/core";
import { fromTensor, type Splice, toTensor } from "./differentiate.ts";
import type { Graph, Node } from "./model/graph.ts";
import { activeTensors, blockedNodes } from "./reverse.ts";
import { ruleFor } from "./rules.ts";

/**
 * The tensors a gradient can be taken of by noise at `from`, in graph order: undefined where `checkSplice` would pass, else
 * what it would refuse. Tensors that no gradient connects with `from` are left out. The work grows with the graph's size
 * alone: every node's rule is tried once.
 */
export function measurable(
  graph: Graph,
  cut: Pick<Splice, "from" | "shapes" | "fixed">,
): ReadonlyMap<string, StillpointError | undefined> {
  const { from, shapes } = cut;
  const active = activeTensors(graph.nodes, [from]);
  const blocked = blockedNodes(graph, active, shapes);
  const start = refusal(() => fromTensor(cut));
  /** By tensor, the first thing that stands between it and `from`. */
  const obstacles = new Map<string, StillpointError>();
  const found = new Map<string, StillpointError | undefined>();
  for (const node of graph.nodes) {
    const obstacle = blocked.get(node) ?? behind(node, active, obstacles);
    for (const output of node.outputs) {
      if (output === "" || output === from) continue;
      if (obstacle !== undefined) obstacles.set(output, obstacle);
      if (active.has(output)) found.set(output, refusal(() => toTensor({ ...cut, to: output })) ?? obstacle ?? start);
    }
  }
  return found;
}

/** What stands before one of the inputs that gradients flow to. */
function behind(
  { op, domain, inputs }: Node,
  active: ReadonlySet<string>,
  obstacles: ReadonlyMap<string, StillpointError>,
): StillpointError | undefined {
  const rule = ruleFor(op, domain);
  for (const [index, input] of inputs.entries()) {
    const passes = rule === undefined || rule.differentiable === "all" || rule.differentiable.includes(index);
    if (passes && active.has(input) && obstacles.has(input)) return obstacles.get(input);
  }
  return undefined;
}

function refusal(run: () => unknown): StillpointError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof StillpointError) return error;
    throw error;
  }
}
