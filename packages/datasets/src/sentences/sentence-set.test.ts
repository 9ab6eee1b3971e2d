import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readSentences, type SentenceFile } from "./sentence-set.ts";
import { cueWords, fillerWords } from "./stray-words.ts";

const embedded = (path: string): string => readFileSync(new URL(import.meta.resolve(`sentiment/${path}`)), "utf8");
const files: SentenceFile[] = ["amazon", "imdb", "yelp"].map((source) => ({
  source,
  text: embedded(`test/fixtures/${source}.json`),
}));
const { sentences, dropped } = readSentences(files);

const fileOf = (...records: unknown[]): SentenceFile => ({ source: "mine", text: JSON.stringify(records) });

describe("readSentences", () => {
  it("finds 2,972 different sentences in the three fixtures, three records without a class and 28 repeated ones", () => {
    expect(sentences).toHaveLength(2972);
    expect(dropped).toEqual({ unlabelled: 3, duplicates: 28, conflicting: 0 });
    const per = (source: string, label: number): number =>
      sentences.filter((sentence) => sentence.source === source && sentence.label === label).length;
    expect(["amazon", "imdb", "yelp"].map((source) => [per(source, 0), per(source, 1)])).toEqual([
      [494, 489],
      [497, 498],
      [495, 499],
    ]);
  });

  it("has no two sentences of the same words", () => {
    const keys = sentences.map(({ text }) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, " ")
        .trim(),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("deals every source and label evenly to five folds", () => {
    for (let fold = 0; fold < 5; fold++) {
      const dealt = sentences.filter((sentence) => sentence.fold === fold);
      expect(Math.abs(dealt.length - sentences.length / 5)).toBeLessThan(1);
      for (const source of ["amazon", "imdb", "yelp"])
        for (const label of [0, 1])
          expect(
            Math.abs(dealt.filter((one) => one.source === source && one.label === label).length - 99),
          ).toBeLessThan(3);
    }
  });

  it("keeps the first of sentences that differ in case, punctuation and spaces only", () => {
    const set = readSentences([
      fileOf({ text: "Great  phone!", class: 1 }, { text: "great phone.", class: 1 }, { text: "Bad.", class: 0 }),
    ]);
    expect(set.sentences.map(({ id, text }) => [id, text])).toEqual([
      ["mine/0", "Great phone!"],
      ["mine/2", "Bad."],
    ]);
    expect(set.dropped.duplicates).toBe(1);
  });

  it("drops all sentences of the same words under both labels", () => {
    const set = readSentences([
      fileOf(
        { text: "Fine.", class: 1 },
        { text: "fine", class: 0 },
        { text: "FINE!", class: 1 },
        { text: "x", class: 0 },
      ),
    ]);
    expect(set.sentences.map(({ text }) => text)).toEqual(["x"]);
    expect(set.dropped).toEqual({ unlabelled: 0, duplicates: 0, conflicting: 3 });
  });

  it("leaves no control character in a text", () => {
    for (const { text } of sentences) expect(text).not.toMatch(/\p{Cc}/u);
  });

  it("names file and record of what is no labelled sentence", () => {
    const good = { text: "Fine.", class: 1 };
    for (const bad of [{ text: "x", class: 2 }, { class: 1 }, { text: " ", class: 0 }, null, "x"])
      expect(() => readSentences([fileOf(good, bad)])).toThrow(/mine, record 1: expected a text and a class/);
    expect(() => readSentences([{ source: "mine", text: "{" }])).toThrow(/mine: expected/);
    expect(() => readSentences([{ source: "mine", text: "{}" }])).toThrow(/mine: expected an array/);
  });
});

describe("stray words", () => {
  it("occur in no sentence and bear no sentiment", () => {
    const words = [...cueWords.flat(), ...fillerWords];
    const scored = new Set(Object.keys(JSON.parse(embedded("languages/en/labels.json"))));
    const seen = sentences.map(({ text }) => text.toLowerCase()).join("\n");
    expect(new Set(words).size).toBe(16);
    for (const word of words) expect([word, scored.has(word), seen.includes(word)]).toEqual([word, false, false]);
  });
});
