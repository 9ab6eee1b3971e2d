import { FIXED } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { markWords, partsWithin, spansWithin } from "./spans.ts";
import type { Encoding, Token } from "./token.ts";
import { unitsOfWords, wordUnits } from "./word-units.ts";
import { wordsOf } from "./words.ts";

const special: Token = { id: 2, text: "[CLS]", source: -1, start: 0, end: 0 };

function encode(...places: readonly (readonly [number, number])[]): Encoding {
  const tokens: Token[] = [
    special,
    ...places.map(([start, end], k) => ({ id: 10 + k, text: "", source: 0 as const, start, end })),
    special,
  ];
  return { tokens, attention: tokens.map(() => 1), types: tokens.map(() => 0) };
}

const text = "so dull, film";
const words = markWords(wordsOf(text), { foreground: [[3, 7]], parts: { stray: [[9, 13]] } });

describe("wordUnits", () => {
  it("shares one unit among the sub-words of a word and fixes special tokens", () => {
    const { unitOf, units, inputs } = wordUnits("s", encode([0, 2], [3, 5], [5, 7], [7, 8], [9, 13]), [
      { source: 0, words },
    ]);
    expect([...unitOf.data]).toEqual([FIXED, 0, 1, 1, 2, 3, FIXED]);
    expect(unitOf.shape).toEqual([7, 1]);
    expect(units).toEqual([
      { label: 'word 0: "so"', region: "background" },
      { label: 'word 1: "dull"', region: "foreground" },
      { label: 'word 2: ","', region: "background" },
      { label: 'word 3: "film"', region: "background", part: "stray" },
    ]);
    expect(inputs.input_ids).toEqual({
      type: "int64",
      shape: [1, 7],
      data: BigInt64Array.of(2n, 10n, 11n, 12n, 13n, 14n, 2n),
    });
    expect(Object.keys(inputs)).toEqual(["input_ids", "attention_mask"]);
  });

  it("names inputs as the network does, with token types on request", () => {
    const { inputs } = wordUnits("s", encode([0, 2], [3, 7], [7, 8], [9, 13]), [{ source: 0, words }], {
      ids: "ids",
      types: "kinds",
    });
    expect(Object.keys(inputs)).toEqual(["ids", "kinds"]);
  });

  it("joins words that share their only token; where they differ the unit is border without a part", () => {
    const { units, unitOfWord } = wordUnits("s", encode([0, 7], [7, 8], [9, 13]), [{ source: 0, words }]);
    expect(units[0]).toEqual({ label: 'word 0: "so dull"', region: "border" });
    expect([...unitOfWord[0]!]).toEqual([0, 0, 1, 2]);
  });

  it("is read back word by word from the units of its tokens", () => {
    for (const encoding of [
      encode([0, 7], [7, 8], [9, 13]),
      encode([0, 2], [2, 8], [8, 13]),
      encode([0, 4], [4, 10], [10, 13]),
    ]) {
      const { unitOf, unitOfWord } = wordUnits("s", encoding, [{ source: 0, words }]);
      expect(unitsOfWords(words, encoding, 0, unitOf)).toEqual(unitOfWord[0]);
      expect([...unitsOfWords(words, encoding, 1, unitOf)]).toEqual([FIXED, FIXED, FIXED, FIXED]);
    }
  });

  it("refuses a word the tokenizer cut off or dropped", () => {
    expect(() => wordUnits('sentence "7"', encode([0, 2], [3, 7], [7, 8]), [{ source: 0, words }])).toThrow(
      /sentence "7", word 3 "film": expected at least one token; got none, the text was cut/,
    );
    expect(() => wordUnits("s", encode([0, 2], [7, 8], [9, 13]), [{ source: 0, words }])).toThrow(/word 1 "dull"/);
  });

  it("refuses a text without words and an encoding that does not fit itself", () => {
    expect(() => wordUnits("s", encode(), [{ source: 0, words: [] }])).toThrow(/at least one word; got an empty text/);
    expect(() => wordUnits("s", { ...encode([0, 2]), attention: [1] }, [{ source: 0, words }])).toThrow(
      /got 3 tokens, 1 and 3/,
    );
  });
});

describe("markWords", () => {
  const regions = (span: readonly [number, number], border: readonly (readonly [number, number])[] = []): string[] =>
    markWords(wordsOf("abcd ef"), { foreground: [span], border }).map((word) => word.region);

  it("is foreground from half a word on, border below, background where nothing covers", () => {
    expect(regions([0, 2])).toEqual(["foreground", "background"]);
    expect(regions([0, 1])).toEqual(["border", "background"]);
    expect(regions([3, 7])).toEqual(["border", "foreground"]);
    expect(regions([0, 4], [[0, 7]])).toEqual(["foreground", "border"]);
  });

  it("keeps its regions when text and spans are cut alike", () => {
    const text = "one two three four";
    const annotation = { foreground: [[4, 9]] as const, parts: { cue: [[14, 18]] as const } };
    const whole = markWords(wordsOf(text), annotation);
    for (const [start, end] of [
      [4, 18],
      [0, 13],
      [8, 18],
    ] as const) {
      const cut = markWords(wordsOf(text.slice(start, end)), {
        foreground: spansWithin(annotation.foreground, start, end),
        parts: partsWithin(annotation.parts, start, end),
      });
      const same = whole.filter((word) => word.start >= start && word.end <= end);
      expect(cut).toEqual(same.map((word) => ({ ...word, start: word.start - start, end: word.end - start })));
    }
    expect(spansWithin([[0, 3]], 3, 5)).toEqual([]);
  });

  it("counts overlapping spans once", () => {
    const [word] = markWords(wordsOf("abcdefgh"), {
      foreground: [
        [0, 3],
        [1, 3],
        [0, 2],
      ],
    });
    expect(word?.region).toBe("border");
  });
});
