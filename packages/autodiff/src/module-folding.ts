// Modules that an exporter folded into others: they have no operator of their own any more.

import type { Graph, Node } from "./model/graph.ts";
import type { ModuleCalls } from "./module-calls.ts";
import { nodeScopes } from "./module-scopes.ts";

/** Where the output of a module without operators of its own is found. */
export interface StandIn {
  readonly tensor: string;
  /** The module whose operator reads its parameters. */
  readonly holder: string | undefined;
}

const CONVOLUTIONS: ReadonlySet<string> = new Set(["Conv", "ConvTranspose"]);

/**
 * Modules that are known by their parameters alone, such as a convolution whose operator dynamo counts to the
 * normalisation it folded into it: `conv1.weight` is read by the operator of `bn1`. In a file without modules, every
 * module with parameters is known so.
 */
export function standIns(graph: Graph, calls: ModuleCalls): ReadonlyMap<string, StandIn> {
  const scopes = nodeScopes(graph);
  const readers = new Map<string, Set<Node>>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      const owner = graph.initializers.has(input) ? input.slice(0, Math.max(0, input.lastIndexOf("."))) : "";
      if (owner === "" || calls.has(owner)) continue;
      readers.set(owner, (readers.get(owner) ?? new Set()).add(node));
    }
  }
  const found = new Map<string, StandIn>();
  for (const [owner, nodes] of readers) {
    const node = [...nodes].at(-1);
    const tensor = node?.outputs[0];
    // A matrix and its bias are two operators; anything else that reads parameters twice is called twice.
    if (node === undefined || tensor === undefined || nodes.size > 2) continue;
    if (nodes.size === 2 && !(node.op === "Add" && feeds([...nodes][0], node))) continue;
    found.set(owner, { tensor, holder: scopes.get(node)?.modules.at(-1) });
  }
  return found;
}

function feeds(node: Node | undefined, reader: Node): boolean {
  return node?.outputs.some((output) => reader.inputs.includes(output)) === true;
}

/** Paths of modules whose convolution reads weights the exporter made, where a file keeps the names of the others. */
export function rewrittenConvolutions(graph: Graph): ReadonlySet<string> {
  const scopes = nodeScopes(graph);
  const found = new Set<string>();
  for (const node of graph.nodes) {
    const path = scopes.get(node)?.modules.at(-1);
    const weight = node.inputs[1] ?? "";
    if (path === undefined || !CONVOLUTIONS.has(node.op) || (node.inputs[2] ?? "") === "") continue;
    if (/^onnx::(Conv|ConvTranspose)_\d+$/.test(weight) && node.metadata === undefined) found.add(path);
  }
  return found;
}

/**
 * The convolution that a normalisation was folded into by TorchScript's exporter, which leaves no trace of it: the only
 * rewritten one beside it, the one with the same number, or in a list the one before. Undefined where none of these says.
 */
export function foldedInto(name: string, calls: ModuleCalls, rewritten: ReadonlySet<string>): string | undefined {
  const at = name.lastIndexOf(".");
  const [parent, last] = [name.slice(0, Math.max(0, at)), name.slice(at + 1)];
  if (!isNormalization(name)) return undefined;
  const place = /^\d+$/.test(last);
  const parents =
    parent === "" ? [""] : [...calls.keys()].filter((path) => path === parent || path.endsWith(`.${parent}`));
  const [home, ...more] = parents.includes(parent) ? [parent] : parents;
  if (home === undefined || more.length > 0) return undefined;
  const prefix = home === "" ? "" : `${home}.`;
  const beside = [...rewritten].filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes("."));
  if (place) return beside.find((path) => path === `${prefix}${Number(last) - 1}`);
  const number = /\d+$/.exec(last)?.[0];
  const same = beside.filter((path) => /\d+$/.exec(path.slice(prefix.length))?.[0] === number);
  return (same.length > 0 ? same : beside).length === 1 ? (same[0] ?? beside[0]) : undefined;
}

/** Whether a module may be a normalisation, by its name: it says so, or is a number in a list. */
export function isNormalization(name: string): boolean {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return /^\d+$/.test(last) || /bn|norm/i.test(last);
}
