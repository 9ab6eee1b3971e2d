// Which word every token belongs to.

import { FIXED } from "@stillpoint/core";
import type { Token } from "./token.ts";
import type { Word } from "./words.ts";

/**
 * The word of every token, an index into `words` or `FIXED`: `[L]`.
 *
 * - A token belongs to the word it overlaps most, in UTF-16 code units; of two equal overlaps the first wins.
 * - Tokens of another text, special tokens and padding are fixed.
 * - A token that overlaps no word (white space, a marker the tokenizer put in) is fixed.
 *
 * `words` are in reading order and do not overlap, as `wordsOf` gives them.
 */
export function alignWords(words: readonly Word[], tokens: readonly Token[], source: 0 | 1 = 0): Int32Array {
  return Int32Array.from(tokens, (token) => {
    if (token.source !== source) return FIXED;
    let best: number = FIXED;
    let most = 0;
    for (let word = firstEndingAfter(words, token.start); word < words.length; word++) {
      if (words[word]!.start >= token.end) break;
      const overlap = overlapOf(token, words[word]!);
      if (overlap > most) {
        most = overlap;
        best = word;
      }
    }
    return best;
  });
}

/** Code units two stretches of one text share. */
export function overlapOf(a: { start: number; end: number }, b: { start: number; end: number }): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}

/** Index of the first word that ends behind `place`. */
function firstEndingAfter(words: readonly Word[], place: number): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle]!.end > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
