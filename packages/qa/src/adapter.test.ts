import { FIXED } from "@stillpoint/core";
import { checkAdapter } from "@stillpoint/testing";
import { type Encoding, type Token, wordsOf } from "@stillpoint/text";
import { describe, expect, it } from "vitest";
import { qaAdapter } from "./adapter.ts";
import { cutContext } from "./cut.ts";
import { FOREGROUND_RULE, foregroundSpans } from "./foreground.ts";
import type { QaSample, Question } from "./sample.ts";

const special: Token = { id: 1, text: "", source: -1, start: 0, end: 0 };

/** One token a word, question first, special tokens around both. */
function encode(question: string, context: string): Encoding {
  const of = (text: string, source: 0 | 1): Token[] =>
    wordsOf(text).map((word, k) => ({ id: 10 + k, text: word.text, source, start: word.start, end: word.end }));
  const tokens = [special, ...of(question, 0), special, ...of(context, 1), special];
  return { tokens, attention: tokens.map(() => 1), types: tokens.map(({ source }) => Math.max(0, source)) };
}

const context = "Japan is an island. The capital of France is Paris. Its coast is long.";
const paris: Question = {
  id: "q1",
  question: "What is the capital of France?",
  context,
  answers: [{ text: "Paris", start: 45 }],
};
const sampleOf = (asked: Question, extra: Partial<QaSample> = {}): QaSample => ({
  ...asked,
  encoding: encode(asked.question, asked.context),
  ...extra,
});

const foregroundOf = (sample: QaSample): string[] =>
  qaAdapter()
    .toUnits(sample)
    .units.filter((unit) => unit.region === "foreground")
    .map((unit) => unit.label.replace(/^.*"(.*)"$/, "$1"));

describe("qaAdapter", () => {
  it("keeps the adapter contract with the question fixed and measured, right-to-left text included", () => {
    const arabic: Question = {
      id: "ar",
      question: "\u0645\u0627 \u0627\u0644\u0639\u0627\u0635\u0645\u0629\u061f",
      context:
        "\u0627\u0644\u0639\u0627\u0635\u0645\u0629 \u0628\u0627\u0631\u064a\u0633 \u062c\u0645\u064a\u0644\u0629",
      answers: [{ text: "\u0628\u0627\u0631\u064a\u0633", start: 8 }],
    };
    for (const question of ["fixed", "measured"] as const)
      checkAdapter(qaAdapter({ question }), [sampleOf(paris), sampleOf(arabic)]);
  });

  it("takes a question without an answer where it may, all of its context background, parts named", () => {
    const none = sampleOf({ ...paris, answers: [], parts: { decoy: [[0, 5]] } });
    const { units } = qaAdapter({ unanswered: "background" }).toUnits(none);
    expect(new Set(units.map(({ region }) => region))).toEqual(new Set(["background"]));
    expect(units.flatMap(({ part }) => part ?? [])).toEqual(["decoy"]);
    expect(() => qaAdapter().toUnits(none)).toThrow(/at least one gold answer/);
  });

  it("counts the whole word of an answer inside it", () => {
    const based = { ...paris, question: "Who?", context: "A Paris-based firm and 4,000 men.", answers: [] };
    for (const [text, start, word] of [
      ["Paris", 2, "Paris-based"],
      ["000", 25, "4,000"],
    ] as const)
      expect(foregroundOf(sampleOf({ ...based, answers: [{ text, start }] }))).toEqual([word]);
  });

  it("fixes the question and special tokens; measured, the question comes first as border", () => {
    const asked = wordsOf(paris.question).length;
    const fixed = qaAdapter().toUnits(sampleOf(paris));
    expect([...fixed.unitOf.data].slice(0, asked + 3)).toEqual([...new Array<number>(asked + 2).fill(FIXED), 0]);
    const measured = qaAdapter({ question: "measured" }).toUnits(sampleOf(paris));
    expect([...measured.unitOf.data].slice(0, 3)).toEqual([FIXED, 0, 1]);
    expect(measured.units.slice(0, asked).every((unit) => unit.region === "border")).toBe(true);
    expect(measured.units[0]?.label).toBe('question word 0: "What"');
    expect(measured.units.slice(asked)).toEqual(fixed.units);
  });

  it("takes as foreground the answer and what its sentence shares with the question", () => {
    expect(foregroundOf(sampleOf(paris))).toEqual(["capital", "France", "Paris"]);
    expect(FOREGROUND_RULE).toMatch(/gold answer/);
  });

  it("leaves other sentences alone, ignores case and joins the sentences of all gold answers", () => {
    const twice: Question = {
      ...paris,
      question: "JAPAN or France: which coast?",
      answers: [
        { text: "Paris", start: 45 },
        { text: "long", start: 65 },
      ],
    };
    expect(foregroundOf(sampleOf(twice))).toEqual(["France", "Paris", "coast", "long"]);
    expect(foregroundSpans({ ...paris, question: "?" })).toEqual([[45, 50]]);
  });

  it("names parts of the background, such as a decoy", () => {
    const { units } = qaAdapter().toUnits(sampleOf(paris, { parts: { decoy: [[0, 19]] } }));
    expect(units.filter((unit) => unit.part === "decoy").map((unit) => unit.label)).toHaveLength(5);
  });

  it("gives token types where the network has them", () => {
    const names = { ids: "input_ids", attention: "attention_mask", types: "token_type_ids" };
    const { inputs } = qaAdapter({ inputs: names }).toUnits(sampleOf(paris));
    expect([...(inputs.token_type_ids?.data ?? [])].filter((type) => type === 1n)).toHaveLength(
      wordsOf(context).length,
    );
  });

  it.each([
    [
      "an answer that is not there",
      { ...paris, answers: [{ text: "Rome", start: 45 }] },
      /question "q1": expected the answer "Rome" at 45 of its context; got "Pari"/,
    ],
    ["an answer beside its place", { ...paris, answers: [{ text: "Paris", start: 44 }] }, /got " Pari"/],
    ["a NaN place", { ...paris, answers: [{ text: "Paris", start: Number.NaN }] }, /at NaN/],
    ["an empty answer", { ...paris, answers: [{ text: "", start: 3 }] }, /expected the answer "" at 3/],
    ["no answer", { ...paris, answers: [] }, /at least one gold answer; got none; leave out/],
    ["an empty context", { ...paris, context: "", answers: [] }, /at least one gold answer/],
  ])("names %s", (_, asked, message) => expect(() => qaAdapter().toUnits(sampleOf(asked))).toThrow(message));

  it("refuses a context that was cut", () => {
    const { tokens, attention, types } = encode(paris.question, context);
    const cut = { tokens: tokens.slice(0, 20), attention: attention.slice(0, 20), types: types.slice(0, 20) };
    expect(() => qaAdapter().toUnits(sampleOf(paris, { encoding: cut }))).toThrow(
      /expected at least one token; got none/,
    );
  });
});

describe("cutContext", () => {
  it("moves answers along and leaves out those outside", () => {
    const piece = cutContext(paris, { start: 20, end: 51 });
    expect(piece.context).toBe("The capital of France is Paris.");
    expect(piece.answers).toEqual([{ text: "Paris", start: 25 }]);
    expect(cutContext(paris, { start: 0, end: 49 }).answers).toEqual([]);
    expect(() => cutContext(paris, { start: 3, end: 99 })).toThrow(/got 3..99/);
  });

  it("moves named parts along", () => {
    const marked = { ...paris, parts: { decoy: [[24, 31]] as const, gone: [[0, 4]] as const } };
    expect(cutContext(marked, { start: 20, end: 51 }).parts).toEqual({ decoy: [[4, 11]], gone: [] });
  });
});
