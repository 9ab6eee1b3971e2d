// The modules a network was written in, as its exporter left them at the nodes.

import type { Graph, Node } from "./model/graph.ts";

/** Where a node stands among the modules of the program it was exported from. */
export interface NodeScope {
  /** Paths of the modules around it, outermost first, without the network itself: `layer1`, `layer1.0`, `layer1.0.bn2`. */
  readonly modules: readonly string[];
  /** The same place as the exporter wrote it, which may number the calls of one module. */
  readonly written: string;
}

/**
 * The place of every node that has one. PyTorch's dynamo exporter writes it into a node's metadata, its TorchScript
 * exporter into names such as `/layer1/layer1.0/bn2/BatchNormalization`. A node without either, such as a conversion's,
 * stands where its neighbours on both sides do.
 */
export function nodeScopes(graph: Graph): ReadonlyMap<Node, NodeScope> {
  const places = traced(graph);
  const scopes = new Map<Node, NodeScope>();
  for (const node of graph.nodes) {
    const modules = recorded(node);
    const scope = modules === undefined ? places(node) : { modules, written: modules.join("/") };
    if (scope !== undefined) scopes.set(node, scope);
  }
  return scopes.size === 0 ? scopes : completed(graph, scopes);
}

/** Dotted prefixes of the names of parameters: `layer1.0.bn2.weight` has `layer1`, `layer1.0` and `layer1.0.bn2`. */
export function parameterOwners(graph: Graph): ReadonlySet<string> {
  const owners = new Set<string>();
  for (const name of graph.initializers.keys()) {
    for (let at = name.lastIndexOf("."); at > 0; at = name.lastIndexOf(".", at - 1)) owners.add(name.slice(0, at));
  }
  return owners;
}

/** Module paths in dynamo's metadata; the last entry is the operator's own name. */
function recorded({ metadata }: Node): readonly string[] | undefined {
  const scopes = metadata?.get("pkg.torch.onnx.name_scopes");
  const names = scopes === undefined ? namespaced(metadata?.get("namespace")) : quoted(scopes);
  // Sizes of inputs are computed outside all modules.
  if (names === undefined || names[0]?.startsWith("_empty_nn_module_stack")) return undefined;
  return names
    .slice(0, -1)
    .map((name) => name.replace(/@\d+$/, ""))
    .filter((name) => name !== "");
}

/** `: net.Net/layer1: torch.nn.Sequential/add: aten.add` */
function namespaced(text: string | undefined): readonly string[] | undefined {
  return text?.split("/").map((part) => part.slice(0, Math.max(0, part.indexOf(": "))));
}

/** The strings of a list as Python prints it. */
function quoted(text: string): readonly string[] {
  return Array.from(text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g), ([, single, double]) =>
    (single ?? double ?? "").replaceAll(/\\(.)/g, "$1"),
  );
}

/**
 * Places by TorchScript's names. It names a module of a list by its whole path in the list (`layer.3`, `downsample.0`) and
 * the later calls of a module by a number behind it (`relu_1`), which a module may also be called.
 */
function traced(graph: Graph): (node: Node) => NodeScope | undefined {
  const children = new Map<string, Set<string>>();
  for (const node of graph.nodes) {
    const segments = segmentsOf(node) ?? [];
    for (const [depth, segment] of segments.entries()) {
      const parent = segments.slice(0, depth).join("/");
      const siblings = children.get(parent) ?? new Set();
      children.set(parent, siblings.add(segment));
    }
  }
  const owners = parameterOwners(graph);
  return (node) => {
    const segments = segmentsOf(node);
    if (segments === undefined) return undefined;
    const modules: string[] = [];
    let before = "";
    for (const [depth, segment] of segments.entries()) {
      const parent = modules.at(-1);
      const [, base] = /^(.+)_\d+$/.exec(segment) ?? [];
      const siblings = children.get(segments.slice(0, depth).join("/"));
      const path = inside(parent, before, segment);
      const first = base !== undefined && siblings?.has(base) === true ? inside(parent, before, base) : undefined;
      const again = first !== undefined && !readsOf(node, path) && (readsOf(node, first) || !owners.has(path));
      modules.push(again ? first : path);
      before = again && base !== undefined ? base : segment;
    }
    return { modules, written: segments.join("/") };
  };
}

/** Whether a node reads a parameter of a module. */
function readsOf({ inputs }: Node, path: string): boolean {
  return inputs.some((input) => input.startsWith(`${path}.`));
}

/** Path of `segment` in the module `parent`, whose own segment is `before`. */
function inside(parent: string | undefined, before: string, segment: string): string {
  if (parent === undefined) return segment;
  return parent + (segment.startsWith(`${before}.`) ? segment.slice(before.length) : `.${segment}`);
}

function segmentsOf(node: Node): readonly string[] | undefined {
  const name = [node.name, ...node.outputs].find((text) => text.startsWith("/"));
  return name?.split("/").slice(1, -1);
}

function completed(graph: Graph, scopes: Map<Node, NodeScope>): ReadonlyMap<Node, NodeScope> {
  const open = graph.nodes.filter((node) => !scopes.has(node));
  if (open.length === 0) return scopes;
  const producers = new Map<string, Node>();
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    for (const output of node.outputs) producers.set(output, node);
    for (const input of node.inputs) {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [node]);
      else known.push(node);
    }
  }
  for (const node of open) {
    const before = node.inputs
      .flatMap((input) => producers.get(input) ?? [])
      .flatMap((other) => scopes.get(other) ?? []);
    const behind = node.outputs
      .flatMap((output) => readers.get(output) ?? [])
      .flatMap((other) => scopes.get(other) ?? []);
    const [first, ...others] = [...before, ...behind];
    if (first === undefined || before.length === 0 || behind.length === 0) continue;
    const modules = first.modules.filter((path, depth) => others.every((other) => other.modules[depth] === path));
    scopes.set(node, { modules, written: modules.join("/") });
  }
  return scopes;
}
