// What a network answers, and whether that is right.

import type { Graph, Port } from "@stillpoint/autodiff";
import { argmax, type Tensor } from "@stillpoint/core";
import { bestSpan, exactMatch } from "@stillpoint/qa";
import { isProbability, NO_SCORES, NO_SPANS, scoresOutput, spanOutputs, startsAndEnds } from "./answer-outputs.ts";
import { classIndices } from "./class-order.ts";
import type { ClassLabels, Labels, SpanLabels } from "./labels.ts";

/** One answer in words that can be counted. */
export interface GivenAnswer {
  readonly said: string;
  /** Undefined for a sample without a label. */
  readonly right: boolean | undefined;
}

/** How a network's outputs are read as answers to the samples. */
export interface AnswerKey {
  /** The outputs that hold the answer; a run must give them for one sample. */
  readonly outputs: readonly string[];
  /** Where the labels come from and how they were read; or why there are none. */
  readonly source: string;
  /** Share that is right by guessing, 0..1; NaN without labels. */
  readonly chance: number;
  /** The answer to sample `k` from the values of `outputs`. Throws `NOT_FINITE` for scores that are none. */
  answer(k: number, outputs: Readonly<Record<string, Tensor>>): GivenAnswer;
}

/**
 * Reads scores of classes `[b, C]`, or starts and ends of spans, from the outputs that look like them: one called
 * `logits`, else the first float output with one number a class. `classes` are the network's own, in its order.
 *
 * Returns a sentence where the network has no such output: then nothing can be said of its answers.
 */
export function answerKey(
  graph: Graph,
  samples: number,
  labels: Labels | undefined,
  classes: readonly string[] = [],
): AnswerKey | string {
  if (labels?.kind === "span") return spanKey(graph, labels);
  const output = scoresOutput(graph);
  if (output === undefined) return NO_SCORES;
  return classKey(graph, output, samples, labels, classes);
}

function classKey(
  graph: Graph,
  output: Port,
  samples: number,
  labels: ClassLabels | undefined,
  known: readonly string[],
): AnswerKey | string {
  const declared = output.dims?.[1];
  const named = (labels?.names ?? []).filter((name) => name !== undefined);
  const count = typeof declared === "number" ? declared : undefined;
  const width = count === 1 ? 2 : count;
  const order = labels === undefined || width === undefined ? undefined : classIndices(labels, width, known);
  const indices =
    order !== undefined && "indices" in order ? order.indices : Array.from({ length: samples }, () => undefined);
  const unread =
    width === undefined
      ? "the network does not say how many classes it has"
      : order && "unknown" in order
        ? order.unknown
        : undefined;
  return {
    outputs: [output.name],
    source:
      labels === undefined
        ? "no labels"
        : unread === undefined
          ? `${labels.source}, ${order && "how" in order ? order.how : ""}`
          : `${labels.source} not used: ${unread}`,
    chance: unread === undefined && named.length > 0 ? 1 / new Set(named).size : Number.NaN,
    answer: (k, outputs) => {
      const said = answered(outputs[output.name]?.data ?? [], isProbability(graph, output) ? 0.5 : 0);
      const expected = indices[k];
      return { said: `class ${said}`, right: expected === undefined ? undefined : expected === said };
    },
  };
}

/** The class with the highest score; of a single score whether it is above `threshold`. */
function answered(scores: Tensor["data"] | readonly number[], threshold: number): number {
  if (scores.length === 1) return Number(scores[0]) > threshold ? 1 : 0;
  return argmax(scores);
}

function spanKey(graph: Graph, { questions, source }: SpanLabels): AnswerKey | string {
  const names = spanOutputs(graph);
  if (names.length === 0) return NO_SPANS;
  return {
    outputs: names,
    source,
    chance: 0,
    answer: (k, values) => {
      const question = questions[k];
      if (question === undefined) return { said: "", right: undefined };
      const [starts, ends] = startsAndEnds(
        names.map((name) => values[name]),
        question.tokens.length,
      );
      const { text } = bestSpan(starts, ends, question.tokens, question.context);
      return { said: text, right: exactMatch(text, question.answers) === 1 };
    },
  };
}
