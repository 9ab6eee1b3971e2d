import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { segmentsOf } from "./segments.ts";
import { sentencesOf } from "./sentences.ts";
import { wordsOf } from "./words.ts";

describe("segmentsOf", () => {
  it("loses no character of any text", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(
          segmentsOf(text, wordsOf(text))
            .map((segment) => segment.text)
            .join(""),
        ).toBe(text);
      }),
    ));

  it("gives words their unit and gaps none", () => {
    expect(segmentsOf(" a, b", wordsOf(" a, b"), [4, 4, 5])).toEqual([
      { text: " ", unit: null },
      { text: "a", unit: 4 },
      { text: ",", unit: 4 },
      { text: " ", unit: null },
      { text: "b", unit: 5 },
    ]);
  });

  it("refuses words of another text and too few units", () => {
    expect(() => segmentsOf("a", wordsOf("a b"))).toThrow(/word 1: expected it within 1..1; got 2..3/);
    expect(() => segmentsOf("a b", wordsOf("a b"), [0])).toThrow(/each of 2 words; got 1/);
  });
});

describe("sentencesOf", () => {
  const texts = (text: string): string[] => sentencesOf(text).map(([start, end]) => text.slice(start, end));

  it("fills the text", () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "B", ". ", "? ", "\n", "Dr. ") }), (text) => {
        expect(texts(text).join("")).toBe(text);
      }),
    ));

  it("does not end at titles, initials and abbreviations", () => {
    expect(texts("Dr. J. Smith lives in St. Louis. He left.")).toEqual([
      "Dr. J. Smith lives in St. Louis. ",
      "He left.",
    ]);
    expect(texts("It cost 3.5 million. Why? Nobody knows!")).toHaveLength(3);
    expect(texts("")).toEqual([]);
  });
});
