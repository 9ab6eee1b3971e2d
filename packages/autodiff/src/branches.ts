// If nodes whose condition is known: the branch taken becomes part of the graph around it.

import { Constants } from "./constants.ts";
import type { Graph, Initializer, Model, Node, Port } from "./model/graph.ts";
import { declaredShapes, type Shapes } from "./shapes.ts";
import { definedBy, subGraphs, withSubGraphs } from "./sub-graphs.ts";

/**
 * Puts the branch that is taken in the place of every If whose condition is a constant or computed from fixed sizes in
 * `shapes`, branches within branches too; by default from the sizes that inputs declare. Other Ifs stay. Tensors of a
 * branch keep their names where no other tensor has them. Returns `model` itself where nothing was decided.
 */
export function decideBranches(model: Model, shapes: Shapes = inputShapes(model.graph)): Model {
  let { graph } = model;
  for (;;) {
    const next = decided(graph, shapes);
    if (next === undefined) return graph === model.graph ? model : { ...model, graph };
    graph = next;
  }
}

/** What the runtime holds inputs and weights to; inner shapes a file declares may be stale. */
function inputShapes(graph: Graph): Shapes {
  return declaredShapes({ ...graph, declared: new Map(), outputs: [] });
}

function decided(graph: Graph, shapes: Shapes): Graph | undefined {
  if (!graph.nodes.some(isIf)) return undefined;
  const constants = new Constants(graph, shapes);
  const branches = new Map<Node, Graph>();
  for (const node of graph.nodes) {
    const condition = isIf(node) ? constants.ints(node.inputs[0] ?? "")?.[0] : undefined;
    const branch = condition === undefined ? undefined : node.attributes.get(condition ? "then_branch" : "else_branch");
    if (branch?.kind === "graph") branches.set(node, branch.value);
  }
  if (branches.size === 0) return undefined;
  const taken = { tensors: new Set(definedBy(graph)), nodes: new Set(graph.nodes.map((node) => node.name)) };
  for (const node of graph.nodes)
    if (!branches.has(node)) for (const inner of subGraphs(node)) addAll(inner, taken.tensors);
  const initializers = new Map(graph.initializers);
  const declared = new Map(graph.declared);
  const nodes = graph.nodes.flatMap((node) => {
    const branch = branches.get(node);
    if (branch === undefined) return [node];
    const inlined = inline(node, branch, taken);
    for (const tensor of inlined.initializers) initializers.set(tensor.name, tensor);
    for (const port of inlined.declared) declared.set(port.name, port);
    return inlined.nodes;
  });
  return { ...graph, nodes, initializers, declared };
}

function isIf({ op, domain }: Node): boolean {
  return op === "If" && domain === "";
}

/** Names a graph and its sub-graphs define. */
function addAll(graph: Graph, names: Set<string>): void {
  for (const name of definedBy(graph)) names.add(name);
  for (const node of graph.nodes) for (const inner of subGraphs(node)) addAll(inner, names);
}

/** Names that are no longer free. */
interface Taken {
  readonly tensors: Set<string>;
  readonly nodes: Set<string>;
}

interface Inlined {
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly declared: readonly Port[];
}

/** The branch with its outputs named as those of the node it replaces; names it needs are added to `taken`. */
function inline(node: Node, branch: Graph, taken: Taken): Inlined {
  const computed = new Set(branch.nodes.flatMap((inner) => inner.outputs));
  const names = new Map<string, string>();
  const passed: [source: string, output: string][] = [];
  for (const [index, output] of node.outputs.entries()) {
    const source = branch.outputs[index]?.name ?? "";
    if (output === "" || source === "") continue;
    if (computed.has(source) && !names.has(source)) names.set(source, output);
    else passed.push([source, output]);
  }
  for (const name of definedBy(branch)) {
    if (names.has(name)) continue;
    names.set(name, freeName(name, taken.tensors));
  }
  const renamed = (name: string) => names.get(name) ?? name;
  const placed = (inner: Node) => ({ ...renameNode(inner, names), name: freeName(inner.name, taken.nodes) });
  const copies = passed.map(([source, output]) => identity(node, renamed(source), output));
  return {
    nodes: [...branch.nodes.map(placed), ...copies],
    initializers: [...branch.initializers.values()].map((tensor) => {
      return renamed(tensor.name) === tensor.name ? tensor : { ...tensor, name: renamed(tensor.name) };
    }),
    declared: [...branch.declared.values()].map((port) => ({ ...port, name: renamed(port.name) })),
  };
}

function identity(node: Node, source: string, output: string): Node {
  return {
    op: "Identity",
    domain: "",
    name: `${node.name}/${output}`,
    inputs: [source],
    outputs: [output],
    attributes: new Map(),
  };
}

/** The name, or the first free one of `name/2`, `name/3`, ...; it is taken then. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}/${count}`;
  taken.add(free);
  return free;
}

/** Names changed where the node and its sub-graphs read or define them; a sub-graph's own names hide those around it. */
function renameNode(node: Node, names: ReadonlyMap<string, string>): Node {
  const renamed = (name: string) => names.get(name) ?? name;
  const inner = withSubGraphs(node, (graph) => {
    const own = new Set(definedBy(graph));
    const visible = new Map([...names].filter(([name]) => !own.has(name)));
    return {
      ...graph,
      nodes: graph.nodes.map((one) => renameNode(one, visible)),
      outputs: graph.outputs.map((port) => ({ ...port, name: visible.get(port.name) ?? port.name })),
    };
  });
  return { ...inner, inputs: node.inputs.map(renamed), outputs: node.outputs.map(renamed) };
}
