import { type Encoding, markWords, type Token, wordsOf, wordUnits } from "@stillpoint/text";
import { describe, expect, it } from "vitest";
import { shownText } from "./shown-text.ts";

/** Tokens at places of the texts, between two special ones. */
function encode(...places: readonly (readonly [source: 0 | 1, start: number, end: number])[]): Encoding {
  const special: Token = { id: 0, text: "", source: -1, start: 0, end: 0 };
  const inner = places.map(([source, start, end], id): Token => ({ id, text: "", source, start, end }));
  const tokens = [special, ...inner, special];
  return { tokens, attention: tokens.map(() => 1), types: tokens.map(() => 0) };
}

/** The segments of a text with their units, shown from its own word units. */
function shown(text: string, encoding: Encoding): (readonly [string, number | null])[] {
  const words = markWords(wordsOf(text), { foreground: [] });
  const input = wordUnits("text", encoding, [{ source: 0, words }]);
  const { look } = shownText(input, { id: "a", group: "all", title: "", encoding, blocks: [{ source: 0, text }] });
  if (look.layout.kind !== "words") throw new Error("no words");
  return look.layout.blocks[0]!.segments.map(({ text: piece, unit }) => [piece, unit] as const);
}

describe("shownText", () => {
  it("gives every word its own unit where a token reaches over from the word before", () => {
    expect(shown("'tis fine", encode([0, 0, 2], [0, 2, 4], [0, 4, 9]))).toEqual([
      ["'", 0],
      ["tis", 1],
      [" ", null],
      ["fine", 2],
    ]);
  });

  it("gives words without a token of their own the unit of the word that has it", () => {
    expect(shown("'s fine", encode([0, 0, 2], [0, 3, 7]))).toEqual([
      ["'", 0],
      ["s", 0],
      [" ", null],
      ["fine", 1],
    ]);
  });

  it("gives no unit to words of a text that is not measured", () => {
    const encoding = encode([0, 0, 3], [1, 0, 5]);
    const words = markWords(wordsOf("Paris"), { foreground: [] });
    const input = wordUnits("text", encoding, [{ source: 1, words }]);
    const blocks = [
      { source: 0, text: "Who" },
      { source: 1, text: "Paris" },
    ] as const;
    const { look } = shownText(input, { id: "a", group: "all", title: "", encoding, blocks });
    expect(look.layout).toMatchObject({
      blocks: [{ segments: [{ text: "Who", unit: null }] }, { segments: [{ text: "Paris", unit: 0 }] }],
    });
  });
});
