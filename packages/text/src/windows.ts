// A text too long for a network, cut into overlapping stretches of whole words.

import { ensure } from "@stillpoint/core";
import { overlapOf } from "./align.ts";
import type { Token } from "./token.ts";
import type { Word } from "./words.ts";

/** Words `first..last` (last excluded), which are `text.slice(start, end)`. */
export interface TextWindow {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

export interface WindowOptions {
  /** Most tokens of a window: the network's window less the special tokens, and less the question for QA. */
  readonly length: number;
  /** Words at the end of a window that the next one begins with; 0 by default, fewer where they would not fit. */
  readonly overlap?: number;
}

/**
 * Windows that together hold every word, each with at most `length` of the text's tokens; one window where all fit, none
 * for no word. `tokens` are those of the whole text, without special tokens. A window's text encoded by itself can have
 * a token more where the tokenizer marks beginnings; encoding refuses what is too long, so leave room for one.
 *
 * Throws `RANGE` for a length or overlap that is no whole number, `INPUT` for a single word of more tokens.
 */
export function windowsOf(words: readonly Word[], tokens: readonly Token[], options: WindowOptions): TextWindow[] {
  const { length, overlap = 0 } = options;
  ensure(
    Number.isInteger(length) && length > 0 && Number.isInteger(overlap) && overlap >= 0,
    "RANGE",
    () =>
      `windows: expected a whole length > 0 and overlap >= 0; got ${length} and ${overlap}; pass for example 126 and 32`,
  );
  const reach = words.map((word) => tokenRange(word, tokens));
  const count = (first: number, last: number): number => reach[last - 1]!.end - reach[first]!.start;
  const windows: TextWindow[] = [];
  for (let first = 0; first < words.length; ) {
    ensure(
      count(first, first + 1) <= length,
      "INPUT",
      () =>
        `word ${first} "${words[first]!.text.slice(0, 40)}": expected at most ${length} tokens; got ${count(first, first + 1)}; use a longer window or remove the word`,
    );
    let last = first + 1;
    while (last < words.length && count(first, last + 1) <= length) last++;
    windows.push({ first, last, start: words[first]!.start, end: words[last - 1]!.end });
    if (last === words.length) break;
    // Never further back than leaves room for a new word.
    let next = Math.max(first + 1, last - overlap);
    while (next < last && count(next, last + 1) > length) next++;
    first = next;
  }
  return windows;
}

/** The tokens a word touches. A word without any begins and ends where the next token begins. */
function tokenRange(word: Word, tokens: readonly Token[]): { start: number; end: number } {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.end > word.start) high = middle;
    else low = middle + 1;
  }
  let end = low;
  while (end < tokens.length && tokens[end]!.start < word.end) end++;
  while (end > low && overlapOf(tokens[end - 1]!, word) === 0) end--;
  return { start: low, end };
}
