import { describe, expect, it } from "vitest";
import { wordsOf } from "./words.ts";

const texts = (text: string): string[] => wordsOf(text).map((word) => word.text);

describe("wordsOf", () => {
  it.each([
    ["contractions", "I don't, she’s won't", ["I", "don't", ",", "she’s", "won't"]],
    ["inner hyphens", "a well-known half-life - no", ["a", "well-known", "half-life", "-", "no"]],
    ["chained hyphens", "out-of-the-box", ["out-of-the-box"]],
    ["hyphens at an edge", "-5 x- --y", ["-", "5", "x", "-", "-", "-", "y"]],
    ["numbers", "3.14 1,000 9%", ["3.14", "1,000", "9", "%"]],
    ["emoji sequences", "ok 👩‍👩‍👧‍👦🇫🇷👍🏽!", ["ok", "👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "!"]],
    ["combining accents", "cafe\u0301 noir", ["cafe\u0301", "noir"]],
    ["Arabic", "مرحبا بالعالم!", ["مرحبا", "بالعالم", "!"]],
    ["Hebrew with points", "שָׁלוֹם עולם", ["שָׁלוֹם", "עולם"]],
    ["white space runs", " a \t\n b\u00a0\u200b", ["a", "b"]],
    ["nothing", "", []],
    ["nothing but white space", " \n\t", []],
  ])("reads %s", (_, text, expected) => expect(texts(text)).toEqual(expected));

  it("cuts Chinese by its dictionary", () => {
    const words = texts("我们喜欢电影");
    expect(words.length).toBeGreaterThan(1);
    expect(words.join("")).toBe("我们喜欢电影");
  });

  it("gives words in order that are the text at their place", () => {
    const text = "Well-known 👍🏽 don't — 我们 a\u0301b  שלום\n";
    let reached = 0;
    for (const word of wordsOf(text)) {
      expect(word.start).toBeGreaterThanOrEqual(reached);
      expect(text.slice(word.start, word.end)).toBe(word.text);
      expect(text.slice(reached, word.start).trim()).toBe("");
      reached = word.end;
    }
    expect(text.slice(reached).trim()).toBe("");
  });
});
