// Where a graph first computes a number that is not finite.

import { ancestors, ElementType, Emitter, forwardName, freePrefix, type Model, type Node } from "@stillpoint/autodiff";
import { StillpointError, type Tensor } from "@stillpoint/core";
import { openSession } from "./open-session.ts";
import type { Feeds } from "./protocol.ts";
import type { Lane } from "./runtime.ts";

export interface NonFinite {
  /** The node whose inputs are finite and whose output is not; undefined for an input or weight. */
  readonly node: Node | undefined;
  /** Its output, or the input or weight. */
  readonly tensor: string;
  /** NaN, Infinity or -Infinity, the first one of the tensor. */
  readonly value: number;
  readonly at: number;
  readonly size: number;
  /** The node that makes NaN of an infinity, such as zero times it; undefined where there is none. */
  readonly undone: Node | undefined;
}

/** How many values of a tensor are NaN, and how many infinite. */
interface Counts {
  readonly nan: number;
  readonly infinite: number;
}

/**
 * Runs `model` once more and follows its `output` back to where NaN or infinity begins. NaN is followed first, so that a
 * mask of -Infinity that does no harm is not blamed. undefined where all of `output` is finite. Memory is that of the
 * plain run; of inner tensors only counts and the one found are returned. `feeds` makes new arrays each time, as a run
 * moves them. Throws `StillpointError RUNTIME`.
 */
export async function firstNonFinite(
  model: Model,
  feeds: () => Feeds,
  output: string,
  lane: Lane,
): Promise<NonFinite | undefined> {
  const { nodes } = ancestors(model.graph, [output], new Set());
  const tensors = [...new Set(nodes.flatMap((node) => [...node.inputs, ...node.outputs]).filter(Boolean))];
  const counts = await countNonFinite(model, feeds, tensors, lane);
  const bad = (name: string) => (counts.get(name)?.nan ?? 0) > 0 || (counts.get(name)?.infinite ?? 0) > 0;
  if (!bad(output)) return undefined;
  const { tensor, undone } = traced(nodes, counts, output);
  const values = await valuesOf(model, feeds, tensor, lane);
  const at = values.findIndex((value) => !Number.isFinite(value));
  const node = nodes.find((candidate) => candidate.outputs.includes(tensor));
  return { node, tensor, value: values[at] ?? Number.NaN, at, size: values.length, undone };
}

/** One sum finds any NaN or infinity. */
export function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (const value of values) sum += value * 0;
  return sum === 0;
}

/** Throws `NOT_FINITE` naming the node where it begins; returns where the graph cannot say. */
export async function explainNonFinite(model: Model, feeds: () => Feeds, output: string, lane: Lane): Promise<void> {
  const found = await firstNonFinite(model, feeds, output, lane).catch(() => undefined);
  if (found !== undefined) throw nonFiniteError(found);
}

/**
 * `NOT_FINITE` that names the node, its value, and what to do. An added node is named after the node of the network whose
 * gradient it is part of.
 */
function nonFiniteError({ node, tensor, value, at, size, undone }: NonFinite): StillpointError {
  const turned = undone === undefined ? "" : `, which becomes NaN in ${place(undone)}`;
  const got = `${value} at ${at} of ${size}${turned}`;
  const [subject, remedy] =
    node === undefined
      ? [`tensor ${tensor}`, "look for NaN in the network's weights"]
      : [place(node), "choose a layer before it, or keep its input away from there with a small constant"];
  return new StillpointError("NOT_FINITE", `${subject}: expected finite numbers on this sample; got ${got}; ${remedy}`);
}

function place(node: Node): string {
  const forward = forwardName(node);
  return forward === undefined ? `node ${node.name} (${node.op})` : `the gradient of node ${forward}`;
}

/** Follows what is not finite from node to node; the origin of an infinity that becomes NaN is the place to look at. */
function traced(
  nodes: readonly Node[],
  counts: ReadonlyMap<string, Counts>,
  output: string,
): { readonly tensor: string; readonly undone: Node | undefined } {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let tensor = output;
  let undone: Node | undefined;
  for (;;) {
    const node = producers.get(tensor);
    const nan = node?.inputs.find((name) => (counts.get(name)?.nan ?? 0) > 0);
    const infinite = node?.inputs.find((name) => (counts.get(name)?.infinite ?? 0) > 0);
    if (node === undefined || (nan ?? infinite) === undefined) return { tensor, undone };
    if (nan === undefined && (counts.get(tensor)?.nan ?? 0) > 0) undone = node;
    tensor = nan ?? infinite ?? tensor;
  }
}

async function countNonFinite(
  model: Model,
  feeds: () => Feeds,
  tensors: readonly string[],
  lane: Lane,
): Promise<Map<string, Counts>> {
  const g = new Emitter(freePrefix(model.graph, "finite"));
  const names = tensors.map((name) => {
    const float = g.op("Cast", [name], { to: ElementType.FLOAT });
    const counts = ["IsNaN", "IsInf"].map((op) => {
      const hits = g.op("Cast", [g.op(op, [float])], { to: ElementType.FLOAT });
      return g.op("Unsqueeze", [g.op("ReduceSum", [hits], { keepdims: 0 }), g.int64([0])]);
    });
    return g.op("Concat", counts, { axis: 0 });
  });
  const outputs = await run(model, feeds(), g, names, lane);
  return new Map(
    tensors.map((name, index) => {
      const [nan = 0, infinite = 0] = Array.from(outputs[names[index]!]?.data ?? [], Number);
      return [name, { nan, infinite }] as const;
    }),
  );
}

async function valuesOf(model: Model, feeds: () => Feeds, tensor: string, lane: Lane): Promise<number[]> {
  const g = new Emitter(freePrefix(model.graph, "finite"));
  const name = g.op("Identity", [tensor]);
  const outputs = await run(model, feeds(), g, [name], lane);
  return Array.from(outputs[name]?.data ?? [], Number);
}

/** Runs the graph, not rewritten by ONNX Runtime, with nodes added and other outputs. */
async function run(
  model: Model,
  feeds: Feeds,
  added: Emitter,
  outputs: readonly string[],
  lane: Lane,
): Promise<Readonly<Record<string, Tensor>>> {
  const { graph } = model;
  const shown: Model = {
    ...model,
    graph: {
      ...graph,
      nodes: [...graph.nodes, ...added.nodes],
      initializers: new Map([...graph.initializers, ...added.constants]),
      outputs: outputs.map((name) => ({ name, elementType: ElementType.UNDEFINED, dims: undefined })),
      declared: new Map(),
    },
  };
  const session = await openSession(lane, shown, { optimised: false });
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}
