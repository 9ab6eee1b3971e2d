// What a network answers, with how sure it is: for people who watch one sample.

import type { Graph } from "@stillpoint/autodiff";
import type { Tensor } from "@stillpoint/core";
import { bestSpan } from "@stillpoint/qa";
import { isProbability, NO_SCORES, NO_SPANS, scoresOutput, spanOutputs, startsAndEnds } from "./answer-outputs.ts";
import type { SpanLabels } from "./labels.ts";

/** What a network says to one sample. Probabilities are 0..1. */
export type NetworkAnswer =
  /** By class, in the network's order: the softmax of its scores, or what a sigmoid gave. */
  | { readonly kind: "class"; readonly probabilities: readonly number[] }
  /** The best span, and the product of the softmax of its start and of its end over all tokens of the context. */
  | { readonly kind: "span"; readonly text: string; readonly probability: number };

/** How a network's outputs are read. */
export interface AnswerReader {
  /** The outputs that a run must give for one sample. */
  readonly outputs: readonly string[];
  /** Throws `NOT_FINITE` for scores that are none. */
  read(outputs: Readonly<Record<string, Tensor>>): NetworkAnswer;
}

/**
 * Reads classes, or with a `question` the span that answers it, from the outputs that `answerKey` reads. Returns a sentence
 * where the network has no such output.
 */
export function answerReader(graph: Graph, question?: SpanLabels["questions"][number]): AnswerReader | string {
  if (question !== undefined) return spanReader(graph, question);
  const output = scoresOutput(graph);
  if (output === undefined) return NO_SCORES;
  const given = isProbability(graph, output);
  return {
    outputs: [output.name],
    read: (values) => {
      const scores = Array.from(values[output.name]?.data ?? [], Number);
      if (given || alreadyShares(graph, output.name)) return { kind: "class", probabilities: both(scores) };
      const [only] = scores;
      // One score is the logit of the second of two classes.
      return { kind: "class", probabilities: softmax(scores.length === 1 ? [0, only ?? 0] : scores) };
    },
  };
}

function spanReader(graph: Graph, { tokens, context }: SpanLabels["questions"][number]): AnswerReader | string {
  const outputs = spanOutputs(graph);
  if (outputs.length === 0) return NO_SPANS;
  return {
    outputs,
    read: (values) => {
      const [starts, ends] = startsAndEnds(
        outputs.map((name) => values[name]),
        tokens.length,
      );
      const { text, first, last } = bestSpan(starts, ends, tokens, context);
      const inContext = (scores: readonly number[]): number[] =>
        softmax(scores.map((score, k) => (tokens[k]?.source === 1 ? score : Number.NEGATIVE_INFINITY)));
      return { kind: "span", text, probability: (inContext(starts)[first] ?? 0) * (inContext(ends)[last] ?? 0) };
    },
  };
}

function alreadyShares(graph: Graph, name: string): boolean {
  return graph.nodes.some(({ op, outputs }) => op === "Softmax" && outputs.includes(name));
}

/** Both classes where a sigmoid gave one. */
function both(shares: readonly number[]): readonly number[] {
  const [only] = shares;
  return shares.length === 1 && only !== undefined ? [1 - only, only] : shares;
}

function softmax(scores: readonly number[]): number[] {
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const powers = scores.map((score) => Math.exp(score - top));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}
