// Which outputs of a network hold its answer, and how they lie.

import { type Dim, ElementType, type Graph, type Port } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";

export const NO_SCORES = "the network has no output with one number a class";
export const NO_SPANS = "the network has no outputs for the start and the end of an answer";

function floats(graph: Graph): Port[] {
  return graph.outputs.filter(({ elementType }) => elementType === ElementType.FLOAT || elementType === 0);
}

/** The output called `logits`, else the first float one with one number a class. */
export function scoresOutput(graph: Graph): Port | undefined {
  const scores = floats(graph).filter(({ dims }) => dims === undefined || isRow(dims));
  return scores.find(({ name }) => name === "logits") ?? scores[0];
}

/** Whether an output's numbers are probabilities of one class each, by its last node. */
export function isProbability(graph: Graph, { name }: Port): boolean {
  return graph.nodes.some(({ op, outputs }) => op === "Sigmoid" && outputs.includes(name));
}

/** The outputs of starts and ends, or the one that holds both; none where there are none. */
export function spanOutputs(graph: Graph): string[] {
  const outputs = floats(graph);
  const start = outputs.find(({ name }) => /start/i.test(name));
  const end = outputs.find(({ name }) => /end/i.test(name));
  if (start !== undefined && end !== undefined) return [start.name, end.name];
  const joint = outputs.find(({ dims }) => dims?.length === 3 && (dims[1] === 2 || dims[2] === 2));
  return joint === undefined ? [] : [joint.name];
}

/** `[b, C]`, or with axes of one behind it as fully convolutional networks have. */
function isRow(dims: readonly Dim[]): boolean {
  return dims.length >= 2 && dims.slice(2).every((dim) => dim === 1);
}

/** `[L]` each, from two tensors `[1, L]` or one `[1, 2, L]` or `[1, L, 2]`. */
export function startsAndEnds(tensors: readonly (Tensor | undefined)[], tokens: number): [number[], number[]] {
  const [first, second] = tensors.map((tensor) => Array.from(tensor?.data ?? [], Number));
  if (second !== undefined) return [(first ?? []).slice(0, tokens), second.slice(0, tokens)];
  const all = first ?? [];
  if (tensors[0]?.shape[1] === 2) {
    const length = all.length / 2;
    return [all.slice(0, tokens), all.slice(length, length + tokens)];
  }
  return [all.filter((_, k) => k % 2 === 0).slice(0, tokens), all.filter((_, k) => k % 2 === 1).slice(0, tokens)];
}
