// Reverse mode as a source transformation: forward nodes in, forward and backward nodes out.

import { StillpointError } from "@stillpoint/core";
import { Constants } from "./constants.ts";
import { ruleContext, type Sweep } from "./context.ts";
import { cutBetween } from "./cut.ts";
import { Emitter } from "./emitter.ts";
import type { Graph, Node } from "./model/graph.ts";
import { isConstantForGradient, ruleFor } from "./rules.ts";
import { mergesBatch, type Shapes } from "./shapes.ts";
import { readsOf } from "./sub-graphs.ts";

export interface ReverseRequest {
  /** Where constants are looked up; `nodes` is usually a part of its nodes. */
  readonly graph: Graph;
  /** Forward nodes, topologically sorted, at opset 18 or later. */
  readonly nodes: readonly Node[];
  /** Cotangent by forward tensor: v in J'v. */
  readonly seeds: ReadonlyMap<string, string>;
  /** Tensors whose gradient is asked for. */
  readonly wanted: readonly string[];
  readonly shapes: Shapes;
}

export interface Reversed {
  /** The forward nodes, some with an optional output switched on. */
  readonly forward: readonly Node[];
  /** Gradient by wanted tensor; a tensor no gradient reaches is missing (absent is not zero). */
  readonly gradients: ReadonlyMap<string, string>;
  /** Whether cotangents may have a larger batch than the forward tensors. */
  readonly sharesPrimal: boolean;
}

/**
 * Appends the backward pass of `nodes` to `g`.
 *
 * Throws `StillpointError OPERATOR` for an operator without a rule, naming node and operator.
 */
export function reverse(request: ReverseRequest, g: Emitter): Reversed {
  const { nodes, seeds, wanted } = request;
  const active = activeTensors(nodes, wanted);
  const cotangents = new Map(seeds);
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const wild = new Set<string>();
  const switched = new Map<Node, Node>();
  let sharesPrimal = true;
  const sweep: Sweep = {
    g,
    active,
    cotangents,
    wild,
    producer: (tensor) => producers.get(tensor),
    shapes: request.shapes,
    constants: new Constants(request.graph, request.shapes),
    switchOn: (node, output) => {
      const current = switched.get(node) ?? node;
      const outputs = [...current.outputs];
      while (outputs.length <= output) outputs.push("");
      outputs[output] ||= g.fresh(`${node.op}_output`);
      switched.set(node, { ...current, outputs });
      return outputs[output]!;
    },
    needsEqualBatches: () => {
      sharesPrimal = false;
    },
  };

  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => active.has(output) && cotangents.has(output))) continue;
    const before = g.nodes.length;
    const { gradients, infinite } = gradientOf(sweep, node);
    nameAfter(g.nodes, before, node);
    // Rows of one sample's merged axis do not broadcast to those of more copies.
    if (readsMergedBatch(g.nodes.slice(before), request.shapes)) sweep.needsEqualBatches();
    gradients.forEach((gradient, index) => {
      const input = node.inputs[index] ?? "";
      if (gradient === undefined || !active.has(input)) return;
      if (infinite) wild.add(input);
      const earlier = cotangents.get(input);
      cotangents.set(input, earlier === undefined ? gradient : g.op("Add", [earlier, gradient]));
    });
  }

  const gradients = new Map(
    wanted.flatMap((name) => {
      const gradient = cotangents.get(name);
      return gradient === undefined ? [] : [[name, gradient] as const];
    }),
  );
  return { forward: nodes.map((node) => switched.get(node) ?? node), gradients, sharesPrimal };
}

const OF = " of ";

/** Names emitted nodes after the forward node whose gradient they compute, for messages and profiles. */
function nameAfter(emitted: Node[], from: number, { name, op }: Node): void {
  for (let at = from; at < emitted.length; at += 1) {
    emitted[at] = { ...emitted[at]!, name: `${emitted[at]!.name}${OF}${name} (${op})` };
  }
}

/** Name and operator of the forward node whose gradient an emitted node is part of; undefined for other nodes. */
export function forwardName(emitted: Node): string | undefined {
  const at = emitted.name.indexOf(OF);
  return at < 0 ? undefined : emitted.name.slice(at + OF.length);
}

function readsMergedBatch(emitted: readonly Node[], shapes: Shapes): boolean {
  return emitted.some((node) => node.inputs.some((input) => shapes.get(input)?.some(mergesBatch)));
}

interface NodeGradients {
  readonly gradients: readonly (string | undefined)[];
  /** Whether they may be infinite. */
  readonly infinite: boolean;
}

function gradientOf(sweep: Sweep, node: Node): NodeGradients {
  const rule = ruleFor(node.op, node.domain);
  if (rule === undefined) throw missingRule(node);
  const blocked = node.inputs.findIndex((input, index) => {
    return sweep.active.has(input) && rule.differentiable !== "all" && !rule.differentiable.includes(index);
  });
  const context = ruleContext(sweep, node);
  if (blocked >= 0) context.unsupported(`a gradient wanted through input ${blocked}`);
  return { gradients: rule.gradient(context), infinite: context.wild || rule.pole?.(context) === true };
}

/**
 * The nodes no gradient passes on its way back to `from`, each with its error: every rule is tried once, with a cotangent
 * at each output that moves. `active` are the tensors gradients flow along.
 */
export function blockedNodes(
  graph: Graph,
  active: ReadonlySet<string>,
  shapes: Shapes,
): ReadonlyMap<Node, StillpointError> {
  const g = new Emitter("");
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const cotangents = new Map(Array.from(active, (tensor) => [tensor, "cotangent"] as const));
  const sweep: Sweep = {
    ...{ g, active, cotangents, shapes, constants: new Constants(graph, shapes), wild: new Set<string>() },
    producer: (tensor) => producers.get(tensor),
    switchOn: (node) => g.fresh(node.op),
    needsEqualBatches: () => undefined,
  };
  const blocked = new Map<Node, StillpointError>();
  for (const node of graph.nodes) {
    if (!node.outputs.some((output) => active.has(output))) continue;
    try {
      gradientOf(sweep, node);
    } catch (error) {
      if (!(error instanceof StillpointError)) throw error;
      blocked.set(node, error);
    }
  }
  return blocked;
}

/**
 * The first operator without a rule that a gradient from `to` meets on its way to `from`, `"none"` when it gets there,
 * or undefined when no gradient does: only integers or constants connect the two. Throws `StillpointError LAYER`.
 */
export function obstacleBetween(graph: Graph, from: string, to: string): Node | "none" | undefined {
  const { nodes } = cutBetween(graph, from, to);
  const active = activeTensors(nodes, [from]);
  const reached = new Set([to]);
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => active.has(output) && reached.has(output))) continue;
    const rule = ruleFor(node.op, node.domain);
    if (rule === undefined) return node;
    node.inputs.forEach((input, index) => {
      const passes = rule.differentiable === "all" || rule.differentiable.includes(index);
      if (passes && active.has(input)) reached.add(input);
    });
  }
  return reached.has(from) ? "none" : undefined;
}

/** Tensors on a path from a wanted tensor, through operators that pass gradients on. */
export function activeTensors(nodes: readonly Node[], wanted: readonly string[]): Set<string> {
  const active = new Set(wanted);
  for (const node of nodes) {
    if (isConstantForGradient(node.op, node.domain)) continue;
    const rule = ruleFor(node.op, node.domain);
    const passes = readsOf(node).some((input, index) => {
      return (
        active.has(input) &&
        (rule === undefined || rule.differentiable === "all" || rule.differentiable.includes(index))
      );
    });
    if (!passes) continue;
    const moving = rule?.moving?.(node);
    node.outputs.forEach((output, index) => {
      if (output !== "" && (moving === undefined || moving.includes(index))) active.add(output);
    });
  }
  return active;
}

const SUB_GRAPHS: ReadonlySet<string> = new Set(["If", "Loop", "Scan"]);
const QUANTISED = /^(Quantize|Dequantize|Dynamic|QLinear)|Integer$/;

/** Domains of what ONNX Runtime's graph optimisation writes. */
const OPTIMISED: readonly string[] = ["com.microsoft", "com.microsoft.nchwc"];

function remedyFor({ op, domain }: Node): string {
  if (QUANTISED.test(op)) {
    return "the network is quantised, and gradients through rounding mean nothing; export the float32 network";
  }
  if (OPTIMISED.includes(domain)) {
    return "choose a layer before it, give the file that ONNX Runtime optimised, or save it with no more than basic optimisation";
  }
  if (SUB_GRAPHS.has(op)) {
    return "choose a layer before it, or export the network without control flow that depends on values or the batch";
  }
  return "choose a layer before it, or export the network without it";
}

/** The error for an operator that has no gradient rule. */
export function missingRule(node: Node): StillpointError {
  const operator = node.domain === "" ? node.op : `${node.domain}.${node.op}`;
  const remedy = remedyFor(node);
  return new StillpointError(
    "OPERATOR",
    `node ${node.name}: expected an operator with a gradient rule; got ${operator}; ${remedy}`,
  );
}
