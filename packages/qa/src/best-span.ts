// From the scores of a span network to an answer.

import { ensure } from "@stillpoint/core";
import type { Token } from "@stillpoint/text";

export interface AnswerSpan {
  /** `context.slice(start, end)`; empty for no answer. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Tokens of its first and last sub-word. */
  readonly first: number;
  readonly last: number;
  /** Start plus end score. */
  readonly score: number;
  /** Start plus end score of the first token, which stands for no answer in SQuAD 2.0. */
  readonly nullScore: number;
}

export interface BestSpanOptions {
  /** Most tokens of an answer; 30 by default, as in SQuAD's baselines. */
  readonly maxLength?: number;
  /** With it there is no answer where `nullScore` exceeds the best score by more than this. */
  readonly nullThreshold?: number;
}

/**
 * The span of context tokens with the largest start plus end score, first before last and at most `maxLength` long;
 * of equals the first. Scores are `[L]`, of any scale that adds: logits or log-probabilities. Tokens of the question,
 * special tokens and padding are never part of an answer.
 *
 * Throws `SHAPE` for scores that are not one per token, `NOT_FINITE` for NaN, `INPUT` for no context token.
 */
export function bestSpan(
  startScores: ArrayLike<number>,
  endScores: ArrayLike<number>,
  tokens: readonly Token[],
  context: string,
  options: BestSpanOptions = {},
): AnswerSpan {
  const { maxLength = 30, nullThreshold } = options;
  ensure(
    startScores.length === tokens.length && endScores.length === tokens.length,
    "SHAPE",
    () =>
      `scores: expected ${tokens.length}, one per token; got ${startScores.length} and ${endScores.length}; cut padding from both`,
  );
  let [first, last, score] = [-1, -1, Number.NEGATIVE_INFINITY];
  for (const [start, token] of tokens.entries()) {
    if (token.source !== 1) continue;
    const end = Math.min(tokens.length, start + maxLength);
    for (let k = start; k < end && tokens[k]!.source === 1; k++) {
      const sum = startScores[start]! + endScores[k]!;
      ensure(
        !Number.isNaN(sum),
        "NOT_FINITE",
        () => `scores: expected numbers; got NaN at tokens ${start} and ${k}; check the network`,
      );
      if (sum > score || first < 0) [first, last, score] = [start, k, sum];
    }
  }
  ensure(
    first >= 0,
    "INPUT",
    () => "tokens: expected a token of the context; got none; encode question and context as a pair",
  );
  const nullScore = startScores[0]! + endScores[0]!;
  const [start, end] = [tokens[first]!.start, tokens[last]!.end];
  const place =
    nullThreshold !== undefined && nullScore - score > nullThreshold
      ? { text: "", start: 0, end: 0 }
      : { text: context.slice(start, end), start, end };
  return { ...place, first, last, score, nullScore };
}
