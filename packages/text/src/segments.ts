// A text in pieces that belong to a unit or to none, without losing a character.

import { ensure } from "@stillpoint/core";
import type { Word } from "./words.ts";

/** A piece of a text with its unit, null between words. */
export interface Segment {
  readonly text: string;
  readonly unit: number | null;
}

/**
 * Pieces whose concatenation is exactly `text`. Each word is one piece; its unit is `unitOfWord[word]`, by default the
 * word's own index. Throws `RANGE` for words out of order or outside the text, `SHAPE` for too few units.
 */
export function segmentsOf(text: string, words: readonly Word[], unitOfWord?: ArrayLike<number>): Segment[] {
  ensure(
    unitOfWord === undefined || unitOfWord.length === words.length,
    "SHAPE",
    () => `segments: expected one unit for each of ${words.length} words; got ${unitOfWord?.length}; pass unitOfWord`,
  );
  const segments: Segment[] = [];
  let reached = 0;
  for (const [word, { start, end }] of words.entries()) {
    ensure(
      reached <= start && start < end && end <= text.length,
      "RANGE",
      () => `segments, word ${word}: expected it within ${reached}..${text.length}; got ${start}..${end}; use wordsOf`,
    );
    if (start > reached) segments.push({ text: text.slice(reached, start), unit: null });
    segments.push({ text: text.slice(start, end), unit: unitOfWord === undefined ? word : unitOfWord[word]! });
    reached = end;
  }
  if (reached < text.length) segments.push({ text: text.slice(reached), unit: null });
  return segments;
}
