// Sentiment-bearing words by a list such as AFINN.

import { isRecord } from "@stillpoint/core";
import { faultAt, jsonAt, type Span, wordsOf } from "@stillpoint/text";

/** Score of every listed word, in lower case: below 0 bad, above 0 good. */
export type WordList = ReadonlyMap<string, number>;

/**
 * A word list from JSON text, an object of word to score: `languages/en/labels.json` of npm `sentiment` is AFINN in
 * this form. Words are lower-cased with straight apostrophes; scores of 0 say nothing and are left out.
 * Throws `INPUT` with the file's name for text that is no such object.
 */
export function parseAfinn(json: string, file: string): WordList {
  const parsed = jsonAt(json, file);
  if (!isRecord(parsed)) throw faultAt(file, "an object of words and scores", parsed, "pass the word list");
  const list = new Map<string, number>();
  for (const [word, score] of Object.entries(parsed)) {
    if (typeof score !== "number" || !Number.isFinite(score))
      throw faultAt(`${file}, word "${word}"`, "a finite score", score, "mend the list");
    if (score !== 0) list.set(fold(word), score);
  }
  return list;
}

/** A word as lists are asked for it. */
const fold = (word: string): string => word.toLowerCase().replaceAll("’", "'");

/**
 * Spans of the words of a text that stand in the list: whole words as `wordsOf` cuts them, lower-cased, in exactly the
 * inflection listed (`love` does not find `lover`). A contraction is one word (`can't` is found only where listed);
 * entries of several words are never found. Negation is not read: in `not good` the word `good` is found, `not` is not.
 */
export function listedSpans(text: string, list: Pick<WordList, "has">): Span[] {
  return wordsOf(text)
    .filter((word) => list.has(fold(word.text)))
    .map(({ start, end }) => [start, end]);
}
