import type { Token } from "@stillpoint/text";
import { describe, expect, it } from "vitest";
import { bestSpan } from "./best-span.ts";
import { exactMatch, f1Score, normaliseAnswer } from "./evaluation.ts";

describe("normaliseAnswer", () => {
  it.each([
    ["The  Normans!", "normans"],
    ["an apple a day, the end", "apple day end"],
    ["anthem theory A.", "anthem theory"],
    ["U.S.A.", "usa"],
    ["a-b", "ab"],
    ["Zürich’s", "zürich’s"],
    ["éa aé", "éa aé"],
    ["\u00a0x\t\ny\u2028", "x y"],
    ["the", ""],
  ])("%s is %s", (answer, expected) => expect(normaliseAnswer(answer)).toBe(expected));
});

describe("exactMatch and f1Score", () => {
  it("are 1 for the same answer but articles, case and punctuation", () => {
    expect(exactMatch("the 10th century.", ["10th Century"])).toBe(1);
    expect(f1Score("the 10th century.", ["10th Century"])).toBe(1);
  });

  it("take the best of several gold answers", () => {
    expect(exactMatch("Rollo", ["the Norse leader", "rollo"])).toBe(1);
    expect(f1Score("10th and 11th centuries", ["in the 10th", "10th and 11th century"])).toBe(0.75);
  });

  it("count repeated words as often as both have them", () => {
    expect(f1Score("x x y", ["x x x z"])).toBeCloseTo((2 * (2 / 3) * (2 / 4)) / (2 / 3 + 2 / 4), 12);
    expect(f1Score("x x x", ["x y"])).toBeCloseTo((2 * (1 / 3) * (1 / 2)) / (1 / 3 + 1 / 2), 12);
    expect(f1Score("x", ["y"])).toBe(0);
  });

  it("of a question without answer are 1 for the empty prediction only", () => {
    expect([exactMatch("", []), f1Score("", []), exactMatch("x", []), f1Score("x", [])]).toEqual([1, 1, 0, 0]);
    expect([exactMatch("the", []), f1Score("", ["x"])]).toEqual([1, 0]);
  });

  it("leave gold answers out that normalise to nothing, unless all do", () => {
    expect(exactMatch("", ["the", "x"])).toBe(0);
    expect(exactMatch("", ["the"])).toBe(1);
  });

  it("agree in the middle: f1 lies between exact match and 1", () => {
    for (const [said, gold] of [
      ["a b c", "b c d"],
      ["x", "x"],
      ["", "z"],
    ] as const)
      expect(f1Score(said, [gold])).toBeGreaterThanOrEqual(exactMatch(said, [gold]));
  });
});

describe("bestSpan", () => {
  const context = "aa bb cc dd";
  const token = (source: Token["source"], start: number): Token => ({ id: 0, text: "", source, start, end: start + 2 });
  const tokens = [
    token(-1, 0),
    token(0, 0),
    token(-1, 0),
    token(1, 0),
    token(1, 3),
    token(1, 6),
    token(1, 9),
    token(-1, 0),
  ];
  const scores = (values: Record<number, number>): number[] => tokens.map((_, k) => values[k] ?? 0);

  it("is the span of largest sum, first before last, in the context's own text", () => {
    expect(bestSpan(scores({ 4: 3 }), scores({ 5: 2 }), tokens, context)).toMatchObject({
      text: "bb cc",
      start: 3,
      end: 8,
      score: 5,
    });
    expect(bestSpan(scores({ 6: 3 }), scores({ 3: 9, 6: 1 }), tokens, context).text).not.toBe("");
    expect(bestSpan(scores({ 6: 3 }), scores({ 3: 2 }), tokens, context).text).toBe("dd");
  });

  it("never holds special tokens or the question, however they score", () => {
    const span = bestSpan(scores({ 0: 9, 1: 9, 2: 9, 7: 9 }), scores({ 0: 9, 1: 9, 7: 9, 4: 1 }), tokens, context);
    expect(span).toMatchObject({ first: 3, last: 4, nullScore: 18 });
  });

  it("keeps to the longest answer allowed", () => {
    expect(bestSpan(scores({ 3: 3 }), scores({ 6: 3 }), tokens, context, { maxLength: 4 }).text).toBe(context);
    expect(bestSpan(scores({ 3: 3 }), scores({ 6: 2 }), tokens, context, { maxLength: 3 }).text).toBe("aa");
  });

  it("answers nothing where the null score wins by more than the threshold", () => {
    const run = (nullThreshold: number): string =>
      bestSpan(scores({ 0: 4, 3: 1 }), scores({ 0: 1, 3: 1 }), tokens, context, { nullThreshold }).text;
    expect([run(2.9), run(3)]).toEqual(["", "aa"]);
  });

  it("is the same for shifted scores and scores down to minus infinity", () => {
    const start = scores({ 4: 3 });
    const end = scores({ 5: 2 });
    const shifted = bestSpan(
      start.map((x) => x - 7),
      end.map((x) => x + 2),
      tokens,
      context,
    );
    expect(shifted.text).toBe("bb cc");
    const nothing = tokens.map(() => Number.NEGATIVE_INFINITY);
    expect(bestSpan(nothing, nothing, tokens, context).text).toBe("aa");
  });

  it("refuses scores that do not fit, NaN and tokens without a context", () => {
    expect(() => bestSpan([1], scores({}), tokens, context)).toThrow(/expected 8, one per token; got 1 and 8/);
    expect(() => bestSpan(scores({ 4: Number.NaN }), scores({}), tokens, context)).toThrow(/got NaN at tokens 4 and 4/);
    expect(() => bestSpan([0], [0], [token(0, 0)], context)).toThrow(/a token of the context; got none/);
  });
});
