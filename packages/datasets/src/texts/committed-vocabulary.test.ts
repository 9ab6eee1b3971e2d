import { readFileSync } from "node:fs";
import { createTokenizer } from "@stillpoint/tokenizer";
import { describe, expect, it } from "vitest";
import { vocabularyFiles } from "../../scripts/vocabulary-files.ts";
import { trainVocabulary } from "../../scripts/vocabulary-training.ts";
import { decoyWords } from "../factbook/field-rules.ts";
import { cueWords, fillerWords } from "../sentences/stray-words.ts";
import { chunkEncoder } from "./chunk-encoder.ts";

const committed = (name: string): string =>
  readFileSync(new URL(`../../data/vocabulary/${name}`, import.meta.url), "utf8");
const tokenizer = createTokenizer({
  tokenizerJson: JSON.parse(committed("tokenizer.json")),
  tokenizerConfig: JSON.parse(committed("tokenizer_config.json")),
});

describe("committed vocabulary", () => {
  it("is what the script makes of the training folds, byte for byte", async () => {
    const files = await vocabularyFiles();
    expect(Object.keys(files)).toEqual(["tokenizer.json", "tokenizer_config.json"]);
    for (const [name, text] of Object.entries(files)) expect(text === committed(name)).toBe(true);
  });

  it("has 2,048 pieces, the special ones first", () => {
    const { vocab } = JSON.parse(committed("tokenizer.json")).model;
    expect(Object.keys(vocab)).toHaveLength(2048);
    expect([vocab["[PAD]"], vocab["[UNK]"], vocab["[CLS]"], vocab["[SEP]"]]).toEqual([0, 1, 2, 3]);
    expect(new Set(Object.values(vocab)).size).toBe(2048);
  });

  it("knows every word put in by a composition as one piece", () => {
    for (const word of [...cueWords.flat(), ...fillerWords, ...decoyWords])
      expect(tokenizer.tokensOf(word).map(({ text }) => text)).toEqual([word]);
  });

  it("writes any text of Latin letters, digits and ASCII signs without [UNK]", () => {
    const text = `Zyxwvut Über naïve façade 0123456789 ${String.fromCharCode(...Array.from({ length: 94 }, (_, k) => 33 + k))}`;
    expect(tokenizer.tokensOf(text).filter(({ id }) => id === 1)).toEqual([]);
  });
});

describe("trainVocabulary", () => {
  const plan = { size: 110, special: ["[PAD]"], words: [] };

  it("merges the most frequent neighbours first, ties in order of sorting", () => {
    const merged = (...texts: string[]): string[] => trainVocabulary(texts, { ...plan, size: 106 }).slice(-1);
    expect(trainVocabulary([], plan)).toHaveLength(105);
    expect(merged("ab ab ab cd")).toEqual(["ab"]);
    expect(merged("ab ab cd cd")).toEqual(["ab"]);
    expect(merged("xab xab yab yab yab")).toEqual(["##ab"]);
  });

  it("builds on what it has merged and stops when nothing repeats", () => {
    expect(trainVocabulary(["abcd abcd", "x"], plan).slice(105)).toEqual(["##bc", "##bcd", "abcd"]);
  });

  it("does not merge across spaces and punctuation", () => {
    const pieces = trainVocabulary(["it's. it's. it's."], { ...plan, size: 200 });
    expect(pieces.slice(105)).toEqual(["it"]);
  });

  it("wants room for the alphabet", () => {
    expect(() => trainVocabulary(["a"], { ...plan, size: 50 })).toThrow(/expected room for 105/);
  });
});

describe("chunkEncoder", () => {
  const encoder = chunkEncoder(tokenizer, 48);

  it("gives exactly what the tokenizer gives", () => {
    for (const text of ["I don't  like it -- at all!", "Café, 3.14 (really)…", "plain", "🧿 what?"]) {
      expect(encoder.encode(text)).toEqual(tokenizer.encode(text, undefined, { length: 48 }));
      expect(encoder.encode("Why so?", text)).toEqual(tokenizer.encode("Why so?", text, { length: 48 }));
      expect(encoder.count(text)).toBe(tokenizer.tokensOf(text).length);
    }
  });

  it("says how long a text is that does not fit", () => {
    expect(() => encoder.encode("no ".repeat(47))).toThrow(/expected at most 48 tokens; got 49/);
    expect(encoder.encode("no ".repeat(46)).attention).not.toContain(0);
  });
});
