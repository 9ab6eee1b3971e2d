import { FIXED } from "@stillpoint/core";
import { describe, expect, it } from "vitest";
import { alignWords } from "./align.ts";
import type { Token } from "./token.ts";
import { wordsOf } from "./words.ts";

const token = (start: number, end: number, source: Token["source"] = 0): Token => ({
  id: 7,
  text: "",
  source,
  start,
  end,
});

describe("alignWords", () => {
  const words = wordsOf("ab cdef, g");

  it("gives all sub-words of a word to it and fixes special tokens and the other text", () => {
    const tokens = [token(0, 0, -1), token(0, 2), token(3, 5), token(5, 7), token(7, 8), token(9, 10), token(0, 2, 1)];
    expect([...alignWords(words, tokens)]).toEqual([FIXED, 0, 1, 1, 2, 3, FIXED]);
    expect([...alignWords(words, tokens, 1)]).toEqual([FIXED, FIXED, FIXED, FIXED, FIXED, FIXED, 0]);
  });

  it("gives a token over several words to the one it overlaps most, the first of equals", () => {
    expect([...alignWords(words, [token(1, 6), token(6, 8), token(0, 10)])]).toEqual([1, 1, 1]);
  });

  it("does not mind white space inside a token and fixes white space alone and empty places", () => {
    expect([...alignWords(words, [token(2, 5), token(2, 3), token(4, 4), token(8, 10)])]).toEqual([1, FIXED, FIXED, 3]);
  });

  it("keeps indices when every place moves by the same amount", () => {
    const moved = wordsOf("     ab cdef, g");
    const tokens = [token(0, 2), token(2, 6), token(6, 10)];
    const shifted = tokens.map((each) => token(each.start + 5, each.end + 5));
    expect(alignWords(moved, shifted)).toEqual(alignWords(words, tokens));
  });
});
