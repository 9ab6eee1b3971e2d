// The calls of a module, and what each of them hands on.

import type { Graph, Node } from "./model/graph.ts";
import { type NodeScope, nodeScopes } from "./module-scopes.ts";
import { isConstantForGradient, ruleFor } from "./rules.ts";

/** One call of a module. */
export interface ModuleCall {
  /**
   * Tensors read outside the call or given out by the network, in the order they are computed; those of a recurrent
   * operator in its own order, the sequence first.
   */
  readonly outputs: readonly string[];
  /** The one that stands for the call: a recurrent module's first, else the last computed. */
  readonly main: string;
}

/** Modules and their calls by path, in the order the network reaches them. Calls that hand on nothing are left out. */
export type ModuleCalls = ReadonlyMap<string, readonly ModuleCall[]>;

/** The calls of every module. Sizes and constants are not counted as what a module computes. */
export function moduleCalls(graph: Graph): ModuleCalls {
  const scopes = nodeScopes(graph);
  const wiring = wiringOf(graph);
  const members = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    if (!node.outputs.some((output) => wiring.moving.has(output))) continue;
    for (const path of new Set(scopes.get(node)?.modules)) {
      const known = members.get(path);
      if (known === undefined) members.set(path, [node]);
      else known.push(node);
    }
  }
  const found = new Map<string, readonly ModuleCall[]>();
  for (const [path, nodes] of members) {
    const module: Module = { path, scopes, wiring, weights: (name) => weightOf(graph, path, name) };
    const calls = callsOf(module, nodes).flatMap((call) => handedOn(call, wiring) ?? []);
    if (calls.length > 0) found.set(path, calls);
  }
  return found;
}

/** Who makes and who reads each tensor. */
interface Wiring {
  readonly producers: ReadonlyMap<string, Node>;
  readonly readers: ReadonlyMap<string, readonly Node[]>;
  /** Tensors that follow the values of the network's inputs. */
  readonly moving: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
}

interface Module {
  readonly path: string;
  readonly scopes: ReadonlyMap<Node, NodeScope>;
  readonly wiring: Wiring;
  /** Whether a tensor is a parameter of the module. */
  weights(name: string): boolean;
}

function weightOf({ initializers }: Graph, path: string, name: string): boolean {
  return name.startsWith(`${path}.`) && initializers.has(name);
}

function readsSizes({ op, domain }: Node): boolean {
  return domain === "" && (op === "Shape" || op === "Size");
}

function wiringOf(graph: Graph): Wiring {
  const producers = new Map<string, Node>();
  const readers = new Map<string, Node[]>();
  const moving = new Set(graph.inputs.map(({ name }) => name));
  for (const node of graph.nodes) {
    for (const input of new Set(node.inputs)) {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [node]);
      else known.push(node);
    }
    const moves = !isConstantForGradient(node.op, node.domain) && node.inputs.some((input) => moving.has(input));
    const followed = ruleFor(node.op, node.domain)?.moving?.(node);
    for (const [index, output] of node.outputs.entries()) {
      if (output === "") continue;
      producers.set(output, node);
      if (moves && followed?.includes(index) !== false) moving.add(output);
    }
  }
  return { producers, readers, moving, outputs: new Set(graph.outputs.map(({ name }) => name)) };
}

/** The nodes of each call, by what is connected inside the module and what repeats. */
function callsOf(module: Module, nodes: readonly Node[]): readonly (readonly Node[])[] {
  const calls: { nodes: Node[]; signature: Set<string> }[] = [];
  for (const part of connected(module, nodes)) {
    const signature = new Set(part.map((node) => place(module, node)));
    const last = calls.at(-1);
    // Branches that do not meet inside the module are one call; a second call does the same again.
    if (last === undefined || repeats(last.signature, signature)) calls.push({ nodes: part, signature });
    else {
      last.nodes.push(...part);
      for (const entry of signature) last.signature.add(entry);
    }
  }
  return calls.flatMap((call) => inARow(module, inOrder(nodes, call.nodes)));
}

function repeats(known: ReadonlySet<string>, more: ReadonlySet<string>): boolean {
  const shared = [...more].filter((entry) => known.has(entry)).length;
  return shared * 2 > Math.min(known.size, more.size);
}

function inOrder(all: readonly Node[], some: readonly Node[]): readonly Node[] {
  const wanted = new Set(some);
  return all.filter((node) => wanted.has(node));
}

/** What a node is within the module, whichever call it belongs to. */
function place({ path, scopes }: Module, node: Node): string {
  const modules = scopes.get(node)?.modules ?? [];
  return [...modules.slice(modules.indexOf(path) + 1), node.op].join("/");
}

/** Groups of nodes that hand tensors to each other, in the order of their first nodes. */
function connected({ wiring }: Module, nodes: readonly Node[]): Node[][] {
  const group = new Map<Node, Node>(nodes.map((node) => [node, node]));
  const root = (node: Node): Node => {
    let at = node;
    for (let next = group.get(at); next !== undefined && next !== at; next = group.get(at)) at = next;
    group.set(node, at);
    return at;
  };
  for (const node of nodes) {
    for (const input of node.inputs) {
      const producer = wiring.moving.has(input) ? wiring.producers.get(input) : undefined;
      if (producer !== undefined && group.has(producer)) group.set(root(node), root(producer));
    }
  }
  const groups = new Map<Node, Node[]>();
  for (const node of nodes) {
    const known = groups.get(root(node));
    if (known === undefined) groups.set(root(node), [node]);
    else known.push(node);
  }
  return [...groups.values()];
}

/** Calls that follow each other directly, as `block(block(x))`: the same operators again, by the same modules. */
function inARow(module: Module, nodes: readonly Node[]): readonly (readonly Node[])[] {
  const places = nodes.map((node) => place(module, node));
  const length = period(places);
  const chunks = Array.from({ length: nodes.length / length }, (_, k) => nodes.slice(k * length, (k + 1) * length));
  // Two additions in a row are no two calls; the same parameters again, or two modules in turn, are.
  const [first = []] = chunks;
  const modules = new Set(first.map((node) => module.scopes.get(node)?.modules.join("/")));
  const written = new Set(chunks.map(([head]) => (head === undefined ? "" : module.scopes.get(head)?.written)));
  const reads = (chunk: readonly Node[]): boolean => chunk.some(({ inputs }) => inputs.some(module.weights));
  const again = modules.size > 1 || written.size > 1 || (chunks.every(reads) && sharesWeight(module, chunks));
  return again ? chunks : [nodes];
}

function sharesWeight(module: Module, [first = [], second = []]: readonly (readonly Node[])[]): boolean {
  const weights = new Set(first.flatMap(({ inputs }) => inputs.filter(module.weights)));
  return second.some(({ inputs }) => inputs.some((input) => weights.has(input)));
}

/** The shortest length whose repetition is the whole list, by its longest border (Knuth, Morris, Pratt). */
function period(list: readonly string[]): number {
  const border = [0];
  for (let at = 1; at < list.length; at += 1) {
    let length = border[at - 1]!;
    while (length > 0 && list[length] !== list[at]) length = border[length - 1]!;
    border.push(list[length] === list[at] ? length + 1 : 0);
  }
  const shortest = list.length - (border.at(-1) ?? 0);
  return shortest > 0 && list.length % shortest === 0 ? shortest : Math.max(1, list.length);
}

function handedOn(nodes: readonly Node[], wiring: Wiring): ModuleCall | undefined {
  const inner = new Set(nodes);
  const found = nodes.flatMap((node) =>
    node.outputs.filter((output) => {
      const outside = wiring.readers.get(output)?.some((reader) => !inner.has(reader) && !readsSizes(reader));
      return wiring.moving.has(output) && (outside === true || wiring.outputs.has(output));
    }),
  );
  const ranked = found.map((tensor) => ({ tensor, index: recurrentOutput(tensor, wiring) }));
  if (ranked.every(({ index }) => index !== undefined)) {
    ranked.sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
    const [first] = ranked;
    return first === undefined ? undefined : { outputs: ranked.map(({ tensor }) => tensor), main: first.tensor };
  }
  const main = found.at(-1);
  return main === undefined ? undefined : { outputs: found, main };
}

const RECURRENT: ReadonlySet<string> = new Set(["GRU", "LSTM", "RNN"]);
/** What exporters put behind a recurrent operator to shape its outputs. */
const SHAPING: ReadonlySet<string> = new Set(["Concat", "Identity", "Reshape", "Squeeze", "Transpose"]);

/** Which output of a recurrent operator a tensor is: 0 the sequence, then the last states; undefined for any other. */
function recurrentOutput(tensor: string, { producers }: Wiring): number | undefined {
  let at = tensor;
  for (let node = producers.get(at); node !== undefined; node = producers.get(at)) {
    if (RECURRENT.has(node.op)) return node.outputs.indexOf(at);
    if (!SHAPING.has(node.op)) return undefined;
    at = node.inputs[0] ?? "";
  }
  return undefined;
}
