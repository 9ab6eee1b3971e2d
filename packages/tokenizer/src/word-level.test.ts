import { describe, expect, it } from "vitest";
import { createTokenizer } from "./create-tokenizer.ts";

/** As `tokenizers` saves a list of words that somebody counted himself. */
const wordList = (unknown?: string) => ({
  version: "1.0",
  added_tokens: [],
  normalizer: { type: "Lowercase" },
  pre_tokenizer: { type: "Whitespace" },
  post_processor: null,
  decoder: null,
  model: {
    type: "WordLevel",
    vocab: { "[PAD]": 0, "[UNK]": 1, ".": 2, he: 3, a: 4 },
    ...(unknown === undefined ? {} : { unk_token: unknown }),
  },
});

const idsOf = (tokenizerJson: unknown, tokenizerConfig?: unknown): number[] =>
  createTokenizer({ tokenizerJson, ...(tokenizerConfig === undefined ? {} : { tokenizerConfig }) })
    .encode("He deserves.")
    .tokens.map(({ id }) => id);

describe("a list of words", () => {
  it("gives words it does not have the number of its unknown token, wherever that is named", () => {
    expect(idsOf(wordList("[UNK]"))).toEqual([3, 1, 2]);
    expect(idsOf(wordList(), { unk_token: "[UNK]" })).toEqual([3, 1, 2]);
  });

  it("without an unknown token is refused where a word is missing, never given a number that is another's", () => {
    const tokenizer = createTokenizer({ tokenizerJson: wordList() });
    expect(tokenizer.encode("a he.").tokens.map(({ id }) => id)).toEqual([4, 3, 2]);
    expect(() => tokenizer.encode("He deserves.")).toThrow(/expected a number for "deserves"; got none.*unknown token/);
  });
});
