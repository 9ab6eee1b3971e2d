// Nodes without the copies that only give a tensor another name.

import type { Node } from "@stillpoint/autodiff";

/**
 * Drops every Identity of a tensor that `nodes` compute and calls the tensor by the new name instead, so that a step does
 * not copy its whole state. A tensor given two names is copied once.
 */
export function withoutCopies(nodes: readonly Node[]): Node[] {
  const computed = new Set(nodes.flatMap((node) => (isCopy(node) ? [] : node.outputs)));
  const names = new Map<string, string>();
  const kept = nodes.filter((node) => {
    const [from, to] = [node.inputs[0]!, node.outputs[0]!];
    if (!isCopy(node) || !computed.has(from) || names.has(from)) return true;
    names.set(from, to);
    return false;
  });
  const called = (name: string) => names.get(name) ?? name;
  return kept.map((node) => ({ ...node, inputs: node.inputs.map(called), outputs: node.outputs.map(called) }));
}

function isCopy({ op, domain }: Node): boolean {
  return op === "Identity" && domain === "";
}
