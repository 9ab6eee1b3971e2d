// Functions of the file itself, put in place of the nodes that call them.

import { ensure } from "@stillpoint/core";
import type { AttributeValue, Graph, LocalFunction, Model, Node } from "../model/graph.ts";
import { definedBy, withSubGraphs } from "../sub-graphs.ts";

/** Functions that call functions; deeper is a function that calls itself. */
const DEEPEST = 64;
/** Nodes of a network after this, in all: functions that call others twice grow without bound. */
const MOST_NODES = 2_000_000;

type Functions = ReadonlyMap<string, LocalFunction>;

/**
 * The model with the nodes of its local functions in place of their calls, nested ones as well. Tensors inside a call
 * are named after it. Throws `StillpointError MODEL` for a function that calls itself.
 */
export function withoutFunctions(model: Model): Model {
  const { functions = [], ...rest } = model;
  if (functions.length === 0) return model;
  const known = new Map(functions.map((each) => [key(each.domain, each.name, each.overload), each]));
  const inliner = new Inliner(known, model.graph);
  const nodes = model.graph.nodes.flatMap((node) => inliner.expand(node, 0));
  // What functions import is at the target opset by now; other domains of theirs come along.
  const opsets = new Map([...functions.flatMap((each) => [...each.opsets]), ...model.opsets]);
  for (const { opsets: own } of functions) {
    const [ours, theirs] = [opsets.get("") ?? 0, own.get("") ?? 0];
    opsets.set("", Math.max(ours, theirs));
  }
  return { ...rest, opsets, graph: { ...model.graph, nodes } };
}

function key(domain: string, name: string, overload = ""): string {
  return JSON.stringify([domain, name, overload]);
}

class Inliner {
  readonly #functions: Functions;
  /** Names that a tensor has; a call whose node has the name of another gets a number. */
  readonly #taken: Set<string>;
  #nodes = 0;

  constructor(functions: Functions, graph: Graph) {
    this.#functions = functions;
    this.#taken = new Set([
      ...graph.nodes.flatMap((node) => [...node.inputs, ...node.outputs]),
      ...graph.initializers.keys(),
      ...[...graph.inputs, ...graph.outputs].map((port) => port.name),
    ]);
  }

  /** The node, or the nodes of the function it calls. */
  expand(node: Node, depth: number): Node[] {
    const called = this.#functions.get(key(node.domain, node.op, node.overload));
    this.#nodes += 1;
    ensure(
      depth <= DEEPEST && this.#nodes <= MOST_NODES,
      "MODEL",
      () =>
        `function ${node.op}: expected functions that end; got calls ${depth} deep and ${this.#nodes} nodes; inline them (onnx.inliner.inline_local_functions)`,
    );
    if (called === undefined) return [this.#insideSubgraphs(node, depth)];
    return this.#body(node, called).flatMap((inner) => this.expand(inner, depth + 1));
  }

  /** Calls inside the sub-graphs of If, Loop and Scan. */
  #insideSubgraphs(node: Node, depth: number): Node {
    return withSubGraphs(node, (inner) => {
      const calls = inner.nodes.some((each) => this.#functions.has(key(each.domain, each.op, each.overload)));
      return calls ? { ...inner, nodes: inner.nodes.flatMap((each) => this.expand(each, depth)) } : inner;
    });
  }

  #body(call: Node, called: LocalFunction): Node[] {
    const prefix = this.#prefix(call.name);
    const names = new Map<string, string>([["", ""]]);
    for (const [index, input] of called.inputs.entries()) names.set(input, call.inputs[index] ?? "");
    const given = new Set(called.inputs);
    const passed: Node[] = [];
    called.outputs.forEach((output, index) => {
      const outside = call.outputs[index] ?? "";
      if (outside === "") return;
      // An output that is an input, or another output, has two names outside.
      if (given.has(output)) passed.push(identity(names.get(output) ?? "", outside));
      else names.set(output, outside);
      given.add(output);
    });
    const inside = (name: string): string => {
      const known = names.get(name);
      if (known !== undefined) return known;
      let fresh = `${prefix}${name}`;
      for (let count = 2; this.#taken.has(fresh); count += 1) fresh = `${prefix}${name}-${count}`;
      this.#taken.add(fresh);
      names.set(name, fresh);
      return fresh;
    };
    const bound = (attributes: Node["attributes"]) => boundAttributes(attributes, call, called.defaults, inside);
    const body = called.nodes.map((node) => ({
      ...node,
      name: `${prefix}${node.name}`,
      inputs: node.inputs.map(inside),
      outputs: node.outputs.map(inside),
      attributes: bound(node.attributes),
    }));
    return [...body, ...passed];
  }

  #prefix(name: string): string {
    let prefix = `${name}/`;
    for (let count = 2; this.#taken.has(prefix); count += 1) prefix = `${name}-${count}/`;
    this.#taken.add(prefix);
    return prefix;
  }
}

function identity(from: string, to: string): Node {
  return { op: "Identity", domain: "", name: to, inputs: [from], outputs: [to], attributes: new Map() };
}

/** Attributes of a node in a function's body: references become what the call gives, else the default, else nothing. */
function boundAttributes(
  attributes: Node["attributes"],
  call: Node,
  defaults: LocalFunction["defaults"],
  inside: (name: string) => string,
): Map<string, AttributeValue> {
  return new Map(
    [...attributes].flatMap(([name, value]): [string, AttributeValue][] => {
      if (value.kind === "reference") {
        const found = call.attributes.get(value.value) ?? defaults.get(value.value);
        return found === undefined ? [] : [[name, found]];
      }
      if (value.kind !== "graph") return [[name, value]];
      return [[name, { kind: "graph", value: boundGraph(value.value, call, defaults, inside) }]];
    }),
  );
}

/** A sub-graph in a function's body: what it reads from the body is renamed with it, what it computes keeps its names. */
function boundGraph(
  graph: Graph,
  call: Node,
  defaults: LocalFunction["defaults"],
  outside: (name: string) => string,
): Graph {
  const own = new Set(definedBy(graph));
  const inside = (name: string): string => (own.has(name) ? name : outside(name));
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(inside),
    attributes: boundAttributes(node.attributes, call, defaults, inside),
  }));
  return { ...graph, nodes, outputs: graph.outputs.map((port) => ({ ...port, name: inside(port.name) })) };
}
