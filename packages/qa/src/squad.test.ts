import { existsSync, readFileSync } from "node:fs";
import { wordsOf } from "@stillpoint/text";
import { describe, expect, it } from "vitest";
import { foregroundSpans } from "./foreground.ts";
import { readSquad } from "./squad.ts";

const shared = new URL("../../../../shared/data/squad/dev-v2.0-part.json", import.meta.url);

const answer = { text: "Paris", answer_start: 2 };
const entry = { id: "q1", question: "Where?", answers: [answer] };

function file(qas: readonly unknown[], context = "\u{1F600} Paris and Rome"): string {
  return JSON.stringify({ version: "v2.0", data: [{ title: "Cities", paragraphs: [{ context, qas }] }] });
}

describe("readSquad", () => {
  it.skipIf(!existsSync(shared))("reads the file beside the repository with its exact counts", () => {
    const squad = readSquad(readFileSync(shared, "utf8"), "dev.json");
    expect([squad.version, squad.articles, squad.paragraphs]).toEqual(["v2.0", 12, 468]);
    expect([squad.questions.length, squad.impossible.length]).toEqual([4449 - 2342, 2342]);
    for (const asked of squad.questions.slice(0, 50)) {
      const spans = foregroundSpans(asked);
      expect(spans.length).toBeGreaterThanOrEqual(asked.answers.length);
      expect(spans.length).toBeLessThan(wordsOf(asked.context).length);
    }
  });

  it("counts answers in code points and gives them in UTF-16 code units", () => {
    const [asked] = readSquad(file([entry]), "a.json").questions;
    expect(asked).toMatchObject({ id: "q1", title: "Cities", answers: [{ text: "Paris", start: 3 }] });
  });

  it("reads parts in code points and groups, which SQuAD does not know", () => {
    const marked = { ...entry, parts: { decoy: [[12, 16]] }, group: "held-out" };
    const [asked] = readSquad(file([marked]), "a.json").questions;
    expect(asked).toMatchObject({ group: "held-out", parts: { decoy: [[13, 17]] } });
    expect(asked?.context.slice(13, 17)).toBe("Rome");
  });

  it("reads version 1.1, which knows no impossible questions", () => {
    const json = JSON.stringify({ data: [{ title: "T", paragraphs: [{ context: "x Paris", qas: [entry] }] }] });
    expect(readSquad(json, "a.json")).toMatchObject({ version: "", articles: 1, paragraphs: 1, impossible: [] });
  });

  it("keeps impossible questions apart, without their plausible answers", () => {
    const none = { id: "q2", question: "Why?", answers: [], plausible_answers: [answer], is_impossible: true };
    const { questions, impossible } = readSquad(file([entry, none]), "a.json");
    expect(questions.map(({ id }) => id)).toEqual(["q1"]);
    expect(impossible).toMatchObject([{ id: "q2", answers: [] }]);
  });

  it.each([
    ["text that is no JSON", "{", /^a.json: expected JSON/],
    ["a file without data", "{}", /^a.json: expected an object with data/],
    [
      "an article without paragraphs",
      '{"data":[{"title":"T"}]}',
      /a.json, article "T": expected a list "paragraphs"; got nothing/,
    ],
    ["an article without title", '{"data":[{}]}', /article "number 0"/],
    [
      "a paragraph without context",
      '{"data":[{"title":"T","paragraphs":[{}]}]}',
      /article "T", paragraph 0: expected a text "context"/,
    ],
    [
      "a question without id",
      file([entry, { question: "a" }]),
      /article "Cities", paragraph 0, question number 1: expected a text "id"/,
    ],
    ["a question without words", file([{ id: "q7" }]), /paragraph 0, question q7: expected a text "question"/],
    ["a question without answer", file([{ ...entry, answers: [] }]), /question q1: expected at least one answer/],
    [
      "an answer elsewhere",
      file([{ ...entry, answers: [{ text: "Rome", answer_start: 2 }] }]),
      /question q1: expected the answer "Rome" at 2 of its context; got "Pari"/,
    ],
    [
      "an answer counted in UTF-16",
      file([{ ...entry, answers: [{ text: "Paris", answer_start: 3 }] }]),
      /at 3 of its context; got "aris "; count answer_start in code points, as Python does/,
    ],
    [
      "an answer before the context",
      file([{ ...entry, answers: [{ text: "Paris", answer_start: -1 }] }]),
      /expected the answer "Paris" at -1 of its context; got ""/,
    ],
    [
      "an answer without place",
      file([{ ...entry, answers: [{ text: "Rome" }] }]),
      /question q1, answer "Rome": expected a whole answer_start; got nothing/,
    ],
    ["a group without quotes", file([{ ...entry, group: 1 }]), /question q1: expected a "group" in quotes; got 1/],
    ["parts without names", file([{ ...entry, parts: [[0, 1]] }]), /question q1: expected "parts" such as/],
    [
      "half a part",
      file([{ ...entry, parts: { decoy: [[0]] } }]),
      /question q1, part decoy: expected spans \[start, end\], .* got \[0\]/,
    ],
    ["a part of half characters", file([{ ...entry, parts: { decoy: [[0.5, 2]] } }]), /part decoy: expected spans/],
    [
      "an empty part",
      file([{ ...entry, parts: { decoy: [[4, 4]] } }]),
      /part decoy: expected spans .*0 <= start < end <= 16; got \[4,4\]/,
    ],
    ["a part behind the end", file([{ ...entry, parts: { decoy: [[12, 17]] } }]), /part decoy: .*<= 16; got \[12,17\]/],
    ["an id used twice", file([entry, entry]), /paragraph 0: expected an id used once; got "q1"/],
  ])("names %s", (_, json, message) => expect(() => readSquad(json, "a.json")).toThrow(message));
});
