// Whether a network takes its largest value over all tokens: then most words have no gradient at the clean text.

import {
  batchedTensor,
  Constants,
  cutBetween,
  type Dim,
  type FixedBatch,
  type Graph,
  type GraphCut,
  type Node,
  sizesAt,
} from "@stillpoint/autodiff";

export interface Stretch {
  readonly graph: Graph;
  /** Observed, by tensor. */
  readonly shapes: ReadonlyMap<string, readonly Dim[]>;
  /** The batch of a network that was exported for one size. */
  readonly fixed?: FixedBatch | undefined;
  /** Where noise is added; its tokens lie along the last axis but one of a sample. */
  readonly from: string;
  readonly to: string;
}

/** A batch that no other axis is likely to have. */
const BATCH = 10_007;

/** Operators whose every output element sees all tokens in a way that no axis of theirs is the tokens' any more. */
const MIXING: ReadonlySet<string> = new Set([
  "Einsum",
  "GRU",
  "GatherElements",
  "GatherND",
  "LSTM",
  "RNN",
  "ScatterElements",
  "ScatterND",
]);

/**
 * Whether a maximum over the whole axis of tokens lies between two tensors: ReduceMax, GlobalMaxPool, a MaxPool as wide
 * as the axis, ArgMax, or TopK. The axis is followed from operator to operator by its place and size; where it cannot be
 * followed the answer is no. The maximum that a Softmax written out subtracts for its range is none.
 *
 * Throws `LAYER` for tensors the network does not have or that do not depend on each other.
 */
export function hasTokenMaximum({ graph, shapes, fixed, from, to }: Stretch): boolean {
  const cut = cutBetween(graph, from, to);
  const dims = (name: string): readonly number[] => sizesAt(shapes.get(name) ?? [], BATCH);
  const constants = new Constants(graph, shapes);
  const { axis: batch } = batchedTensor({ name: from, subject: `perturbed tensor ${from}` }, shapes.get(from), fixed);
  const others = [...dims(from).keys()].filter((axis) => axis !== batch);
  const axes = new Map([[from, others.at(-2) ?? -1]]);
  for (const node of cut.nodes) {
    if (!cut.between.has(node)) continue;
    const input = node.inputs.find((name) => axes.has(name));
    const axis = axes.get(input ?? "");
    if (input === undefined || axis === undefined || axis < 0) continue;
    const place: Place = { node, input, axis, before: dims(input), constants };
    if (isMaximum(place, dims(node.outputs[0] ?? "")) && !isForRange(place, cut)) return true;
    for (const output of node.outputs) {
      const next = followed(place, dims(output));
      if (next !== undefined) axes.set(output, next);
    }
  }
  return false;
}

/** A node and the input whose tokens lie along an axis. */
interface Place {
  readonly node: Node;
  readonly input: string;
  readonly axis: number;
  /** Sizes of that input. */
  readonly before: readonly number[];
  readonly constants: Constants;
}

function isMaximum({ node, axis, before, constants }: Place, after: readonly number[]): boolean {
  switch (node.op) {
    case "ReduceMax":
      return reducedAxes(node, before, constants).includes(axis);
    case "ArgMax":
    case "TopK":
      return axisOf(node, before.length, node.op === "TopK" ? -1 : 0) === axis;
    case "GlobalMaxPool":
      return axis >= 2;
    case "MaxPool":
      return axis >= 2 && before[axis]! > 1 && after[axis] === 1;
    default:
      return false;
  }
}

/** Whether a maximum is only subtracted from what it is the maximum of. */
function isForRange({ node, input }: Place, { nodes }: GraphCut): boolean {
  const readers = nodes.filter(({ inputs }) => inputs.includes(node.outputs[0] ?? ""));
  return readers.length > 0 && readers.every(({ op, inputs }) => op === "Sub" && inputs[0] === input);
}

/** Where the tokens lie in an output; undefined where they have no axis of their own any more. */
function followed({ node, input, axis, before, constants }: Place, after: readonly number[]): number | undefined {
  const aligned = axis + after.length - before.length;
  if (node.op === "Transpose") {
    const order = node.attributes.get("perm");
    return order?.kind === "ints" ? order.value.indexOf(axis) : before.length - 1 - axis;
  }
  if (["Reshape", "Flatten", "Squeeze", "Unsqueeze"].includes(node.op)) return sameStretch(before, axis, after);
  if (node.op === "MatMul" || node.op === "Gemm") {
    const summed = input === node.inputs[0] ? before.length - 1 : before.length - 2;
    return axis === summed ? undefined : aligned;
  }
  if (/^Conv|Pool$/.test(node.op)) return axis >= 2 && !node.op.startsWith("Global") ? axis : undefined;
  if (node.op === "Gather") {
    const along = axisOf(node, before.length, 0);
    if (along === axis && after.length < before.length) return undefined;
    return axis < along || along === axis ? axis : aligned;
  }
  if (/^(Reduce|Arg)/.test(node.op)) {
    const reduced = node.op.startsWith("Arg") ? [axisOf(node, before.length, 0)] : reducedAxes(node, before, constants);
    if (reduced.includes(axis)) return undefined;
    return after.length === before.length ? axis : axis - reduced.filter((other) => other < axis).length;
  }
  return MIXING.has(node.op) || aligned < 0 ? undefined : aligned;
}

/** The axis of `after` with the same size and as many elements before it, as a change of shape alone leaves it. */
function sameStretch(before: readonly number[], axis: number, after: readonly number[]): number | undefined {
  const elements = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
  const leading = elements(before.slice(0, axis));
  const found = after.findIndex((size, k) => size === before[axis] && elements(after.slice(0, k)) === leading);
  return found < 0 ? undefined : found;
}

function reducedAxes(node: Node, before: readonly number[], constants: Constants): readonly number[] {
  const attribute = node.attributes.get("axes");
  const given = attribute?.kind === "ints" ? attribute.value : constants.ints(node.inputs[1] ?? "");
  const all = given === undefined || given.length === 0 ? before.map((_, axis) => axis) : given;
  return all.map((axis) => (axis < 0 ? axis + before.length : axis));
}

function axisOf(node: Node, rank: number, fallback: number): number {
  const attribute = node.attributes.get("axis");
  const axis = attribute?.kind === "int" ? attribute.value : fallback;
  return axis < 0 ? axis + rank : axis;
}
