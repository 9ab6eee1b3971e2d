import { readSquad } from "@stillpoint/qa";
import { readAnnotations } from "@stillpoint/sentiment";
import { expect, it } from "vitest";
import { readAddress, writeAddress } from "./address.ts";
import {
  carriedSpans,
  LONGEST_IN_LINK,
  noteQuestion,
  noteSentence,
  questionAt,
  questionFile,
  sentenceAt,
  sentenceFile,
  trimmedSpan,
} from "./typed-text.ts";

const text = "A fine pebble film.";

it.each([
  ["typed before it", "A very fine pebble film.", [[12, 18]]],
  ["typed behind it", "A fine pebble film, really.", [[7, 13]]],
  ["untouched", text, [[7, 13]]],
  ["a letter more", "A fine pebbles film.", []],
  ["a letter less", "A fine pebbl film.", []],
  ["a letter before", "A fine xpebble film.", []],
  ["all of it new", "Nothing", []],
])("a stretch stays with its word: %s", (_, after, kept) => {
  expect(carriedSpans(text, after, [[7, 13]])).toEqual(kept);
});

it("a selection is taken without the white space around it", () => {
  expect(trimmedSpan("a  b c ", [1, 7])).toEqual([3, 6]);
  expect(trimmedSpan("a  b", [1, 3])).toBeUndefined();
});

const texts = [
  "plain words",
  "<script>alert(1)</script> & ?x=1#y",
  "\u0647\u0630\u0627 \u0641\u064a\u0644\u0645 \u062c\u064a\u062f",
  "\u{1F600}\u{1F44D}\u{1F3FD} cafe\u0301 + 100 %",
  "two\nlines\t and  spaces ",
  "",
];

it.each(texts)("a link brings a sentence back: %j", (typed) => {
  const [first] = typed.split(" ");
  const parts = first === undefined || first === "" ? {} : { stray: [[0, first.length]] as const };
  const hash = writeAddress("sentences", { ...noteSentence({ text: typed, parts }) });
  expect(sentenceAt(readAddress(hash).choices)).toEqual({ text: typed, parts });
});

it.each(texts)("a link brings a question back: %j", (context) => {
  const answers = context.length > 4 ? ([[2, 4]] as const) : [];
  const asked = { question: "Who? \u{1F600}", context, answers, parts: {} };
  const hash = writeAddress("questions", { ...noteQuestion(asked) });
  expect(questionAt(readAddress(hash).choices)?.context).toBe(context);
  expect(questionAt(readAddress(hash).choices)?.question).toBe(asked.question);
});

it("a link leaves out what it cannot bring back", () => {
  expect(noteSentence({ text: "a".repeat(LONGEST_IN_LINK + 1), parts: {} })).toEqual({});
  expect(noteSentence({ text: "half \ud800", parts: {} })).toEqual({});
});

it.each([
  ["marks outside the text", "#/s?q=a&context=Paris&answer=2-90", []],
  ["marks in the middle of a character", "#/s?q=a&context=%F0%9F%98%80&answer=1-2", []],
  ["marks that are none", "#/s?q=a&context=Paris&answer=5-2,x,-1-2,1e1-3", []],
  ["parts with hostile names", "#/s?q=a&context=Paris&part.__proto__=0-2&part.%3Cimg%3E=0-2", []],
])("a link with %s is read without them", (_, hash, answers) => {
  expect(questionAt(readAddress(hash).choices)).toEqual({
    question: "a",
    context: "Paris".slice(0, hash.includes("%F0") ? 0 : 5) || "\u{1F600}",
    answers,
    parts: {},
  });
});

it("typed sentences are files that sentiment reads, their words by the list", async () => {
  const typed = { text: "\u{1F600} a stray pebble\nhere", parts: { stray: [[11, 17]] as const } };
  const { name, content } = sentenceFile(typed);
  const [read] = readAnnotations(await content.text(), name, () => [[3, 4]]);
  expect(read).toMatchObject({ id: "typed", text: typed.text, foreground: [[3, 4]], parts: { stray: [[11, 17]] } });
});

it("typed questions are SQuAD's, with and without an answer", async () => {
  const asked = { question: "Where?", context: "\u{1F600} Paris, not Rome", answers: [[3, 8]] as const, parts: {} };
  const read = async (typed: Parameters<typeof questionFile>[0]) => {
    const { name, content } = questionFile(typed);
    return readSquad(await content.text(), name);
  };
  expect((await read(asked)).questions).toMatchObject([{ answers: [{ text: "Paris", start: 3 }] }]);
  const { questions, impossible } = await read({ ...asked, answers: [], parts: { decoy: [[14, 18]] } });
  expect([questions, impossible]).toMatchObject([[], [{ id: "typed", parts: { decoy: [[14, 18]] } }]]);
});
