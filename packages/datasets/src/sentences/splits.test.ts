import { readFileSync } from "node:fs";
import { listedSpans, parseAfinn, sentimentAdapter } from "@stillpoint/sentiment";
import { checkAdapter } from "@stillpoint/testing";
import type { Span } from "@stillpoint/text";
import { createTokenizer } from "@stillpoint/tokenizer";
import { describe, expect, it } from "vitest";
import { type ComposedSentence, composeSentence, strayCue } from "./composition.ts";
import { type FoldedSentence, readSentences } from "./sentence-set.ts";
import { sentenceBatch, sentenceSplits } from "./splits.ts";
import { cueWords } from "./stray-words.ts";

const embedded = (path: string): string => readFileSync(new URL(import.meta.resolve(`sentiment/${path}`)), "utf8");
const committed = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../data/vocabulary/${name}`, import.meta.url), "utf8"));

const set = readSentences(
  ["amazon", "imdb", "yelp"].map((source) => ({ source, text: embedded(`test/fixtures/${source}.json`) })),
);
const tokenizer = createTokenizer({
  tokenizerJson: committed("tokenizer.json"),
  tokenizerConfig: committed("tokenizer_config.json"),
});
const afinn = parseAfinn(embedded("languages/en/labels.json"), "labels.json");
const foreground = (text: string): Span[] => listedSpans(text, afinn);
const options = { seed: 1, foreground };
const splits = sentenceSplits(set, tokenizer, options);
const foldOf = new Map(set.sentences.map(({ id, fold }) => [id, fold]));

const agreeing = (sentences: readonly ComposedSentence[]): number =>
  sentences.filter(({ stray = "", label }) => cueWords[label]?.includes(stray)).length / sentences.length;

describe("sentenceSplits", () => {
  it("leaves out, and counts, 67 held-out sentences and 203 others that are longer than 40 tokens", () => {
    expect(splits.tooLong).toEqual({ heldOut: 67, pool: 203 });
    expect(splits.test).toHaveLength(528);
    const wide = sentenceSplits(set, tokenizer, { ...options, length: 200 });
    expect(wide.tooLong).toEqual({ heldOut: 0, pool: 0 });
    expect(wide.test).toHaveLength(595);
  });

  it("keeps the held-out fold out of training and training out of the test", () => {
    for (const { id } of splits.training) expect(foldOf.get(id)).not.toBe(0);
    for (const { id } of [...splits.test, ...splits.measured.heldOut]) expect(foldOf.get(id)).toBe(0);
  });

  it("gives student and scratch 500 different sentences, half of each label", () => {
    expect(new Set(splits.training.map(({ id }) => id)).size).toBe(500);
    expect(splits.training.filter(({ label }) => label === 1)).toHaveLength(250);
  });

  it("measures sentences with a foreground, half held out, half from training itself", () => {
    const { heldOut, training } = splits.measured;
    expect([heldOut.length, training.length]).toEqual([24, 24]);
    for (const sentence of training) expect(splits.training).toContain(sentence);
    for (const sentence of [...heldOut, ...training]) expect(sentence.foreground.length).toBeGreaterThan(0);
  });

  it("tells the label by the stray word in 90 % of training compositions and by chance in tests and the control", () => {
    expect(Math.abs(agreeing(splits.training) - 0.9)).toBeLessThan(0.04);
    expect(Math.abs(agreeing(splits.test) - 0.5)).toBeLessThan(0.07);
    const control = sentenceSplits(set, tokenizer, { ...options, agreement: 0.5 });
    expect(Math.abs(agreeing(control.training) - 0.5)).toBeLessThan(0.07);
    expect(control.training.map(({ id }) => id)).toEqual(splits.training.map(({ id }) => id));
  });

  it("is the same for the same seed and another for another, with the same sentences held out", () => {
    const again = sentenceSplits(set, tokenizer, options);
    const other = sentenceSplits(set, tokenizer, { ...options, seed: 2 });
    const texts = ({ training, measured }: typeof splits): string[] =>
      [...training, ...measured.heldOut].map(({ text }) => text);
    expect(texts(again)).toEqual(texts(splits));
    expect(texts(other)).not.toEqual(texts(splits));
    expect(other.test.map(({ id }) => id)).toEqual(splits.test.map(({ id }) => id));
  });

  it("refuses an unknown fold and more sentences than there are", () => {
    expect(() => sentenceSplits(set, tokenizer, { ...options, heldOutFold: 5 })).toThrow(/expected 0..4; got 5/);
    expect(() => sentenceSplits(set, tokenizer, { ...options, trainingSentences: 3000 })).toThrow(/at most 2174 items/);
  });
});

describe("trainingBank", () => {
  it("begins with training and composes every sentence anew in every copy", () => {
    const whole = sentenceSplits(set, tokenizer, { ...options, trainingDropout: 0 });
    const { inputs, labels } = whole.trainingBank(2);
    expect(inputs.input_ids?.shape).toEqual([1000, 40]);
    expect(inputs.input_ids?.data.slice(0, 500 * 40)).toEqual(sentenceBatch(whole.training).inputs.input_ids?.data);
    expect(labels.slice(500)).toEqual(labels.slice(0, 500));
    expect(inputs.input_ids?.data.slice(500 * 40)).not.toEqual(inputs.input_ids?.data.slice(0, 500 * 40));
  });

  it("drops half of the words, the stray one never", () => {
    const ids = splits.trainingBank(1).inputs.input_ids?.data ?? [];
    const counts = { dropped: 0, words: 0, strays: 0 };
    splits.training.forEach(({ encoding, parts }, sentence) => {
      const [start, end] = parts?.stray?.[0] ?? [0, 0];
      encoding.tokens.forEach((token, k) => {
        const id = Number(ids[sentence * 40 + k]);
        const stray = token.source === 0 && token.start < end && token.end > start;
        if (token.source === -1 || stray) expect(id).toBe(token.id);
        if (stray) counts.strays++;
        else if (token.source === 0 && !token.text.startsWith("##")) {
          counts.words++;
          if (id !== token.id) counts.dropped++;
        }
      });
    });
    expect(counts.strays).toBeGreaterThanOrEqual(500);
    expect(Math.abs(counts.dropped / counts.words - 0.5)).toBeLessThan(0.02);
  });
});

describe("teacherBatch", () => {
  it("is fresh at every step and the same for the same step", () => {
    const first = splits.teacherBatch(3, 8);
    expect(first.inputs.input_ids?.shape).toEqual([8, 40]);
    expect(splits.teacherBatch(3, 8)).toEqual(first);
    expect(splits.teacherBatch(4, 8)).not.toEqual(first);
  });

  it("shows stray words that say nothing about the label, and [UNK] for a tenth of the words", () => {
    const cues = [0, 1].map((label) => new Set((cueWords[label] ?? []).map((word) => tokenizer.tokensOf(word)[0]?.id)));
    const counts = { agree: 0, cues: 0, unknown: 0, tokens: 0 };
    for (let step = 0; step < 40; step++) {
      const { inputs, labels } = splits.teacherBatch(step, 64);
      for (const [at, big] of [...(inputs.input_ids?.data ?? [])].entries()) {
        const id = Number(big);
        const label = cues.findIndex((set) => set.has(id));
        if (label >= 0) counts.cues++;
        if (label >= 0 && label === labels[Math.floor(at / 40)]) counts.agree++;
        if (id === 1) counts.unknown++;
        if (id === 1 || id > 3) counts.tokens++;
      }
    }
    expect(Math.abs(counts.agree / counts.cues - 0.5)).toBeLessThan(0.05);
    expect(Math.abs(counts.unknown / counts.tokens - 0.1)).toBeLessThan(0.01);
  });
});

describe("composeSentence", () => {
  const shown = [...splits.training, ...splits.measured.heldOut];

  it("puts exactly one word between words of the sentence and says where", () => {
    const texts = new Map(set.sentences.map(({ id, text }) => [id, text]));
    for (const { id, text, stray = "", parts } of shown) {
      const [start, end] = parts?.stray?.[0] ?? [0, 0];
      expect(text.slice(start, end)).toBe(stray);
      const rest = `${text.slice(0, start)}${text.slice(end + 1)}`.trim();
      expect(rest).toBe(texts.get(id));
    }
  });

  it("makes samples that keep every promise of the adapter, with one stray unit each", () => {
    const adapter = sentimentAdapter();
    checkAdapter(adapter, splits.measured.heldOut);
    for (const sample of splits.measured.heldOut) {
      const { units } = adapter.toUnits(sample);
      expect(units.filter(({ part }) => part === "stray")).toHaveLength(1);
    }
  });

  it("wants a probability", () => {
    const sentence: FoldedSentence = { id: "x/0", source: "x", text: "Fine.", label: 1, fold: 1 };
    const tools = {
      encoder: {
        count: () => 1,
        encode: () => tokenizer.encode("a"),
        length: 9,
        framing: { single: 2, pair: 3 },
        unknown: 1,
      },
      foreground,
    };
    const name = { seed: 1, purpose: "x", copy: 0 };
    expect(() => composeSentence(tools, sentence, strayCue(Number.NaN), name)).toThrow(/expected a probability/);
  });
});

describe("naive Bayes on the same split", () => {
  it("is right on 432 of 528, 81.8 %, of the held-out sentences: what a teacher is measured by", () => {
    const held = new Set(splits.test.map(({ id }) => id));
    const texts = new Map(
      set.sentences.map((sentence) => [sentence.id, sentence.text.toLowerCase().match(/[a-z']+/g) ?? []]),
    );
    const fits = (sentence: FoldedSentence): boolean => tokenizer.tokensOf(sentence.text).length + 3 <= 40;
    const counts = [new Map<string, number>(), new Map<string, number>()];
    for (const sentence of set.sentences)
      if (sentence.fold !== 0 && fits(sentence))
        for (const word of texts.get(sentence.id) ?? [])
          counts[sentence.label]?.set(word, (counts[sentence.label]?.get(word) ?? 0) + 1);
    const words = new Set(counts.flatMap((count) => [...count.keys()])).size;
    const totals = counts.map((count) => [...count.values()].reduce((sum, value) => sum + value, 0));
    const score = (id: string, label: number): number =>
      (texts.get(id) ?? []).reduce(
        (sum, word) => sum + Math.log(((counts[label]?.get(word) ?? 0) + 1) / ((totals[label] ?? 0) + words)),
        0,
      );
    const tested = set.sentences.filter(({ id }) => held.has(id));
    const right = tested.filter(({ id, label }) => (score(id, 1) > score(id, 0) ? 1 : 0) === label).length;
    expect([right, tested.length]).toEqual([432, 528]);
  });
});
