// What every adapter owes the engine, on tokens made by hand.

import { FIXED, type Unit } from "@stillpoint/core";
import { checkAdapter } from "@stillpoint/testing";
import { type Encoding, type Token, wordsOf } from "@stillpoint/text";
import { describe, expect, it } from "vitest";
import { sentimentAdapter } from "./adapter.ts";
import type { SentimentSample } from "./sample.ts";

/** Two tokens for words of more than four letters, else one; a special token in front, padding behind. */
function encode(text: string): Encoding {
  const pieces = wordsOf(text).flatMap(({ start, end }): Token[] => {
    const middle = end - start > 4 ? start + 3 : end;
    return [
      { id: 5, text: text.slice(start, middle), source: 0, start, end: middle },
      ...(middle < end ? [{ id: 6, text: text.slice(middle, end), source: 0 as const, start: middle, end }] : []),
    ];
  });
  const empty: Token = { id: 0, text: "", source: -1, start: 0, end: 0 };
  const tokens = [{ ...empty, id: 1 }, ...pieces, empty, empty];
  return { tokens, attention: tokens.map((_, k) => (k <= pieces.length ? 1 : 0)), types: tokens.map(() => 0) };
}

const text = "A quiet, clear night.";
const quiet: SentimentSample = {
  id: "quiet",
  text,
  encoding: encode(text),
  foreground: [[9, 14]],
  border: [[15, 20]],
  parts: { mark: [[7, 8]] },
};
const other = (words: string): SentimentSample => ({ ...quiet, text: words, encoding: encode(words), parts: {} });

const unitsOf = (sample: SentimentSample): readonly Unit[] => sentimentAdapter().toUnits(sample).units;

describe("sentimentAdapter", () => {
  it("keeps the adapter contract: every word is a unit, and what does not fit is refused", () =>
    checkAdapter(sentimentAdapter(), [quiet, other("\u00dcber caf\u00e9s \u{1F469}\u200d\u{1F680} don't say much")], {
      count: (sample) => wordsOf(sample.text).length,
      refused: [
        other(""),
        { ...quiet, encoding: encode("A quiet") },
        { ...quiet, foreground: [[9, 99]] },
        { ...quiet, parts: { mark: [[Number.NaN, 8]] } },
      ],
    }));

  it("gives all tokens of a word one unit and holds special tokens and padding fixed", () => {
    const { unitOf, inputs } = sentimentAdapter().toUnits(quiet);
    expect(unitOf.shape).toEqual([12, 1]);
    expect([...unitOf.data]).toEqual([FIXED, 0, 1, 1, 2, 3, 3, 4, 4, 5, FIXED, FIXED]);
    expect(Object.keys(inputs)).toEqual(["input_ids", "attention_mask"]);
  });

  it("takes regions and parts from the annotation", () =>
    expect(unitsOf(quiet)).toEqual([
      { label: 'word 0: "A"', region: "background" },
      { label: 'word 1: "quiet"', region: "background" },
      { label: 'word 2: ","', region: "background", part: "mark" },
      { label: 'word 3: "clear"', region: "foreground" },
      { label: 'word 4: "night"', region: "border" },
      { label: 'word 5: "."', region: "background" },
    ]));

  it("names the sample it refuses", () =>
    expect(() => unitsOf({ ...quiet, encoding: encode("A quiet") })).toThrow(
      /^sentence "quiet", word 2 ",": expected at least one token; got none/,
    ));
});
