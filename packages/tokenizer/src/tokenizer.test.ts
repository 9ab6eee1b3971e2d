import { readFileSync } from "node:fs";
import { alignWords, wordsOf } from "@stillpoint/text";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "./create-tokenizer.ts";

const files: Record<string, { model: object; added_tokens: object[] }> = JSON.parse(
  readFileSync(new URL("../fixtures/tokenizers.json", import.meta.url), "utf8"),
);
const wordPiece = files["wordpiece, lower case"]!;
const tokenizer = createTokenizer({ tokenizerJson: wordPiece });

describe("createTokenizer", () => {
  it("refuses stages that break when they run, in words", () => {
    const broken = { ...wordPiece, post_processor: { type: "TemplateProcessing", single: ["nothing"], pair: [] } };
    expect(() => createTokenizer({ tokenizerJson: broken })).toThrow(
      expect.objectContaining({ code: "INPUT", message: expect.stringContaining("expected stages that") }),
    );
  });

  it("pads to the asked length with the padding token and attention 0", () => {
    const plain = tokenizer.encode("The movie");
    const padded = tokenizer.encode("The movie", undefined, { length: plain.tokens.length + 3 });
    expect(padded.tokens.slice(0, -3)).toEqual(plain.tokens);
    expect(padded.tokens.slice(-3).map(({ id, source }) => [id, source])).toEqual([
      [0, -1],
      [0, -1],
      [0, -1],
    ]);
    expect(padded.attention).toEqual([...plain.attention, 0, 0, 0]);
    expect(padded.types).toHaveLength(padded.tokens.length);
  });

  it("marks special tokens with source -1 and pairs with their text", () => {
    const { tokens, types } = tokenizer.encode("the film", "the story");
    const separators = tokens.flatMap(({ text }, k) => (text === "[SEP]" ? [k] : []));
    expect(tokens[0]).toMatchObject({ text: "[CLS]", source: -1 });
    for (const [k, { source }] of tokens.entries()) {
      const expected = k === 0 || separators.includes(k) ? -1 : k < separators[0]! ? 0 : 1;
      expect(source).toBe(expected);
      expect(types[k]).toBe(k <= separators[0]! ? 0 : 1);
    }
  });

  it("counts the special tokens a window must leave room for", () => {
    expect(tokenizer.specialTokens(false)).toBe(tokenizer.encode("").tokens.length);
    expect(tokenizer.specialTokens(true)).toBe(3);
  });

  it("refuses a text longer than the window instead of cutting it", () => {
    expect(() => tokenizer.encode("the ".repeat(10_000), undefined, { length: 128 })).toThrow(
      /at most the window of 128 tokens; got 10002; cut it with windowsOf/,
    );
    const limited = createTokenizer({ tokenizerJson: wordPiece, tokenizerConfig: { model_max_length: 5 } });
    expect(() => limited.encode("the the the the")).toThrow(/window of 5 tokens; got 6/);
    expect(limited.encode("the the the").tokens).toHaveLength(5);
    expect([limited.longest, tokenizer.longest]).toEqual([5, undefined]);
  });

  it("takes no note of truncation and padding stored in the file", () => {
    const stored = createTokenizer({
      tokenizerJson: {
        ...wordPiece,
        truncation: { max_length: 4, stride: 0, strategy: "LongestFirst", direction: "Right" },
      },
    });
    expect(stored.encode("the the the the").tokens).toHaveLength(6);
  });

  it("gives every word of a text a token, contractions, emoji and right-to-left included", () => {
    const text = "I don't like caf\u00e9s \u{1F468}\u200d\u{1F469} \u0645\u0631\u062d\u0628\u0627 well-known";
    const words = wordsOf(text);
    for (const name of Object.keys(files)) {
      const tokens = createTokenizer({ tokenizerJson: files[name] }).tokensOf(text);
      expect(new Set(alignWords(words, tokens).filter((word) => word >= 0)).size, name).toBe(words.length);
    }
  });

  it("refuses what files say of unknown, partial and padding words where it is no word or number", () => {
    const changed = (name: string, change: object) => {
      const own = files[name];
      return () => createTokenizer({ tokenizerJson: { ...own, model: { ...own?.model, ...change } } });
    };
    expect(changed("Unigram", { unk_id: Number.POSITIVE_INFINITY })).toThrow(/from 0; got Infinity; save it again/);
    expect(changed("Unigram", { unk_id: "first" })).toThrow(expect.objectContaining({ code: "INPUT" }));
    let deep: unknown = [];
    for (let k = 0; k < 20_000; k++) deep = [deep];
    for (const field of ["continuing_subword_prefix", "end_of_word_suffix", "unk_token"])
      expect(changed("BPE with word ends", { [field]: deep }), field).toThrow(/^[^\n]{1,400}$/);
    expect(changed("BPE with word ends", { continuing_subword_prefix: deep })).toThrow(
      /^tokenizer\.json: expected a text for continuing_subword_prefix; got \[\[/,
    );
    const padding = { strategy: "BatchLongest", pad_id: Number.POSITIVE_INFINITY, pad_token: "[PAD]" };
    expect(() => createTokenizer({ tokenizerJson: { ...wordPiece, padding } })).toThrow(
      /from 0; got Infinity for "padding"/,
    );
  });

  it("refuses a pattern of a kind the library would leave out with a warning", () => {
    const replace = { type: "Replace", pattern: { Glob: "``" }, content: '"' };
    const normalizer = { type: "Sequence", normalizers: [{ type: "Sequence", normalizers: [replace] }] };
    const pattern = /expected a pattern with a Regex or a String; got \{"Glob":"``"\}; save it again/;
    expect(() => createTokenizer({ tokenizerJson: { ...wordPiece, normalizer } })).toThrow(pattern);
    const split = { type: "Split", pattern: { Glob: "``" }, behavior: "Isolated", invert: false };
    expect(() => createTokenizer({ tokenizerJson: { ...wordPiece, pre_tokenizer: split } })).toThrow(pattern);
  });

  it("refuses ids and segments that are no whole numbers", () => {
    const added = { ...wordPiece, added_tokens: [{ id: Number.POSITIVE_INFINITY, content: "[X]", special: true }] };
    expect(() => createTokenizer({ tokenizerJson: added })).toThrow(/ids that are whole numbers from 0; got Infinity/);
    const unigram = files.Unigram!;
    const nameless = { ...unigram, model: { ...unigram.model, vocab: [["<unk>", 0], ["a", -1], []] } };
    expect(() => createTokenizer({ tokenizerJson: nameless })).toThrow(expect.objectContaining({ code: "INPUT" }));
    const first = { Sequence: { id: "A", type_id: 0 } };
    const second = { Sequence: { id: "B", type_id: Number.POSITIVE_INFINITY } };
    const endless = {
      ...wordPiece,
      post_processor: { type: "TemplateProcessing", single: [first], pair: [first, second] },
    };
    expect(() => createTokenizer({ tokenizerJson: endless }).encode("a", "b")).toThrow(
      /segments counted from 0; got Inf/,
    );
  });

  it("names files that are no tokenizer", () => {
    expect(() => createTokenizer({ tokenizerJson: "{}" })).toThrow(/tokenizer.json: expected an object with a "model"/);
    expect(() => createTokenizer({ tokenizerJson: { model: { type: "Other" } } })).toThrow(/Unknown TokenizerModel/);
    expect(() => createTokenizer({ tokenizerJson: wordPiece, tokenizerConfig: null })).toThrow(/tokenizer_config.json/);
  });

  it("says that it cannot pad where no padding token is known", () => {
    const unpadded = createTokenizer({ tokenizerJson: files["BPE with byte fallback"] });
    expect(() => unpadded.encode("a", undefined, { length: 9 })).toThrow(/expected a padding token/);
    const named = createTokenizer({
      tokenizerJson: files["BPE with byte fallback"],
      tokenizerConfig: { pad_token: { content: "</s>" } },
    });
    expect(named.encode("a", undefined, { length: 9 }).tokens.at(-1)?.id).toBe(2);
  });
});
