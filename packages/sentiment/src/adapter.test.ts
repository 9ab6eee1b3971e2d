import { FIXED } from "@stillpoint/core";
import { checkAdapter } from "@stillpoint/testing";
import { type Encoding, type Token, wordsOf } from "@stillpoint/text";
import { describe, expect, it } from "vitest";
import { sentimentAdapter } from "./adapter.ts";
import { drawSentence } from "./draw.ts";
import type { SentimentSample } from "./sample.ts";

const special = (id: number): Token => ({ id, text: "", source: -1, start: 0, end: 0 });

/** Words in sub-words of at most three code units between special tokens, padded to `length`, at most `cut` of them. */
function encode(text: string, length = 0, cut = Number.POSITIVE_INFINITY): Encoding {
  const pieces = wordsOf(text).flatMap(({ start, end }) =>
    Array.from({ length: Math.ceil((end - start) / 3) }, (_, k): Token => {
      const place = { start: start + 3 * k, end: Math.min(end, start + 3 * k + 3) };
      return { id: 10 + k, text: text.slice(place.start, place.end), source: 0, ...place };
    }),
  );
  const read = [special(1), ...pieces.slice(0, cut), special(2)];
  const tokens = [...read, ...Array.from({ length: Math.max(0, length - read.length) }, () => special(0))];
  return { tokens, attention: tokens.map((_, k) => (k < read.length ? 1 : 0)), types: tokens.map(() => 0) };
}

const sample = (
  text: string,
  foreground: SentimentSample["foreground"],
  extra: Partial<SentimentSample> = {},
): SentimentSample => ({
  id: "s",
  text,
  encoding: encode(text, 24),
  foreground,
  ...extra,
});

const dull = sample("A wonderful, dull film.", [
  [2, 11],
  [13, 17],
]);

describe("sentimentAdapter", () => {
  it("keeps the adapter contract, right-to-left text and unknown words included", () =>
    checkAdapter(sentimentAdapter(), [
      dull,
      sample("\u0641\u064a\u0644\u0645 \u062c\u0645\u064a\u0644 \u062c\u062f\u0627", [[5, 9]]),
      sample("xqzzt blorf!", [[0, 5]]),
      sample("I don't \u{1F468}\u200d\u{1F469} caf\u00e9", [[2, 7]], { parts: { stray: [[8, 13]] } }),
    ]));

  it("gives the sub-words of a word one unit and fixes special tokens and padding", () => {
    const { units, unitOf, inputs } = sentimentAdapter().toUnits(dull);
    expect(units.map(({ label, region }) => [label, region])).toEqual([
      ['word 0: "A"', "background"],
      ['word 1: "wonderful"', "foreground"],
      ['word 2: ","', "background"],
      ['word 3: "dull"', "foreground"],
      ['word 4: "film"', "background"],
      ['word 5: "."', "background"],
    ]);
    expect(unitOf.shape).toEqual([24, 1]);
    expect([...unitOf.data].slice(0, 12)).toEqual([FIXED, 0, 1, 1, 1, 2, 3, 3, 4, 4, 5, FIXED]);
    expect(unitOf.data.slice(12).every((unit) => unit === FIXED)).toBe(true);
    expect(inputs.attention_mask?.shape).toEqual([1, 24]);
    expect([...(inputs.attention_mask?.data ?? [])].filter((value) => value === 1n)).toHaveLength(12);
  });

  it("does not depend on how far the sentence is padded", () => {
    const [short, long] = [24, 40].map((length) =>
      sentimentAdapter().toUnits({ ...dull, encoding: encode(dull.text, length) }),
    );
    expect(long?.units).toEqual(short?.units);
    expect([...(long?.unitOf.data ?? [])].slice(0, 24)).toEqual([...(short?.unitOf.data ?? [])]);
  });

  it.each([
    ["an empty sentence", sample("", []), /sentence "s": expected at least one word; got an empty text/, "INPUT"],
    ["a sentence of white space", sample(" \n ", []), /expected at least one word/, "INPUT"],
    [
      "a tokenizer that truncates",
      { ...dull, encoding: encode(dull.text, 0, 7) },
      /word 4 "film": expected at least one token; got none, the text was cut/,
      "INPUT",
    ],
    ["a span outside the text", sample("dull", [[0, 5]]), /foreground: expected spans .* <= 4; got \[0, 5\]/, "RANGE"],
    ["a NaN span", sample("dull", [[Number.NaN, 2]]), /got \[NaN, 2\]/, "RANGE"],
    ["an empty part", sample("dull", [], { parts: { cue: [[2, 2]] } }), /cue: .* got \[2, 2\]/, "RANGE"],
  ] as const)("names %s", (_, bad, message, code) => {
    const run = (): unknown => sentimentAdapter().toUnits(bad);
    expect(run).toThrow(message);
    expect(run).toThrow(expect.objectContaining({ code }));
  });

  it("cuts a 10,000-word sentence without losing a word", () => {
    const text = "good film ".repeat(5000);
    const { units } = sentimentAdapter().toUnits({ ...sample(text, [[0, 4]]), encoding: encode(text) });
    expect(units).toHaveLength(10_000);
  });
});

describe("drawSentence", () => {
  it("shows the whole sentence with each word's number", () => {
    const html = drawSentence(dull, [-2, -4, -2, -4, -3, -2], { low: -4, high: -2 });
    expect(html.replace(/<[^>]+>/g, "")).toBe(dull.text);
    expect(html).toContain("word 3: &#34;dull&#34;: -4.00 nats");
    expect(html.match(/border-bottom/g)).toHaveLength(2);
  });
});
