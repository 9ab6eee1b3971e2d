import { readFileSync } from "node:fs";
import { modelFile, openNetwork } from "@stillpoint/autodiff";
import { expect, it } from "vitest";
import { questionFile, sentenceFile, type TypedQuestion } from "../page/typed-text.ts";
import { textFitter } from "./fit-texts.ts";
import { HeldTokenizers } from "./held-tokenizers.ts";
import { lexicon } from "./lexicon.ts";
import type { NamedFile } from "./protocol.ts";

const data = (path: string) => readFileSync(new URL(`../../../../packages/datasets/data/${path}`, import.meta.url));
const folder = (below: string): NamedFile[] =>
  ["tokenizer.json", "tokenizer_config.json"].map((name) => ({
    name: `${below}${name}`,
    content: new Blob([data(`vocabulary/${name}`)]),
  }));
const networkOf = async (name: string) => {
  const { graph } = await openNetwork(modelFile(name, new Blob([data(name)]), {}));
  return { name, graph };
};
const sentiment = await networkOf("teacher-text-transformer.onnx");
const span = await networkOf("teacher-span-transformer.onnx");
const fit = textFitter();

const sentence = (text: string, parts = {}) =>
  fit(sentiment, { kind: "sentences", file: sentenceFile({ text, parts }), tokenizer: folder("") }, {});
const asked: TypedQuestion = {
  question: "What is the capital of Nepal?",
  context: "Capital remark: Delhi. Capital: Kathmandu.",
  answers: [[32, 41]],
  parts: { decoy: [[16, 21]] },
};
const question = (typed: TypedQuestion, how: "fixed" | "measured" = "fixed") =>
  fit(span, { kind: "questions", file: questionFile(typed), tokenizer: folder("") }, { question: how });

it("the word list is part of the page", async () => {
  expect(JSON.parse(await lexicon())).toMatchObject({ good: 3, bad: -3 });
});

it("words of a typed sentence are foreground by the list, its stray word is named", async () => {
  const { samples, notes, from } = await sentence("A good pebble film", { stray: [[7, 13]] });
  const units = samples[0]?.input.units.map(({ region, part }) => part ?? region);
  expect(units).toEqual(["background", "foreground", "stray", "background"]);
  expect(from).toBe("embedded");
  expect(notes).toContain("noise is added to embedded, 40 tokens a text");
});

it.each([
  ["right to left", "\u0647\u0630\u0627 \u0641\u064a\u0644\u0645 good"],
  ["emoji with joiners", "I \u{1F469}\u200d\u{1F469}\u200d\u{1F467} good \u{1F44D}\u{1F3FD}"],
  ["combining marks", "a cafe\u0301 good n\u0308"],
  ["markup", "<script>alert(1)</script> good"],
])("text comes back as it was typed: %s", async (_, text) => {
  const { samples } = await sentence(text);
  const layout = samples[0]?.look.layout;
  const drawn =
    layout?.kind === "words" ? layout.blocks.flatMap(({ segments }) => segments.map((each) => each.text)) : [];
  expect(drawn.join("")).toBe(text);
});

it("says which words the network does not know", async () => {
  const { notes } = await sentence("good \u044b\u044b\u044b \u044d\u044d");
  expect(notes.join()).toMatch(/one and the same unknown word: \u044b\u044b\u044b, \u044d\u044d/);
});

it.each([
  [
    "a text that is too long",
    "word ".repeat(10_000),
    /^sentence typed: expected at most 40 tokens, .*got 20002; shorten the text$/,
  ],
  ["sentiment alone", "good", /so write a few more words around them$/],
  ["nothing", "  ", /expected a text/],
  ["what no tokenizer keeps", "a good \ufffd", /expected at least one token; got none, .*; take it out$/],
])("refuses %s in one sentence without options of the command line", async (_, text, message) => {
  await expect(sentence(text)).rejects.toThrow(message);
  await expect(sentence(text)).rejects.not.toThrow(/--/);
});

it("the answer is foreground and the decoy is named; the question is measured where one wants it", async () => {
  const fixed = (await question(asked)).samples[0]?.input.units ?? [];
  expect(fixed.find(({ label }) => label.includes("Kathmandu"))?.region).toBe("foreground");
  expect(fixed.find(({ label }) => label.includes("Delhi"))?.part).toBe("decoy");
  const measured = (await question(asked, "measured")).samples[0]?.input.units ?? [];
  expect(measured.length - fixed.length).toBe(7);
});

it("without an answer there is no foreground, and it is said", async () => {
  const { samples, notes, labels } = await question({ ...asked, answers: [] });
  expect(new Set(samples[0]?.input.units.map(({ region }) => region))).toEqual(new Set(["background"]));
  expect(notes.join()).toMatch(/1 of 1 samples have no foreground/);
  expect(labels).toMatchObject({ kind: "span", questions: [{ answers: [] }] });
});

it("a tokenizer is made once for the same contents, wherever its folder lies", async () => {
  const held = new HeldTokenizers();
  const first = await held.tokenizerOf(folder(""));
  const deep = await held.tokenizerOf([...folder("a/b/"), { name: "a/b/c/vocab.txt", content: new Blob(["x"]) }]);
  expect(deep.tokenizer).toBe(first.tokenizer);
  const config: NamedFile = { name: "config.json", content: new Blob(['{"max_position_embeddings": 40}']) };
  const other = await held.tokenizerOf([...folder(""), config]);
  expect([other.tokenizer === first.tokenizer, first.longest, other.longest]).toEqual([true, undefined, 40]);
  const json = data("vocabulary/tokenizer.json").toString();
  const more = await held.tokenizerOf([{ name: "tokenizer.json", content: new Blob([json.replace('"good"', '"g"')]) }]);
  expect(more.tokenizer).not.toBe(first.tokenizer);
});

it("says what a folder without a tokenizer lacks", async () => {
  const held = new HeldTokenizers();
  await expect(held.tokenizerOf([])).rejects.toThrow(/expected tokenizer.json or vocab.txt; got none/);
  const python: NamedFile = { name: "m/spiece.model", content: new Blob(["x"]) };
  await expect(held.tokenizerOf([python])).rejects.toThrow(/expected tokenizer.json; got spiece.model/);
});

it("a tokenizer of another network is taken where it gives the same tokens, and refused where it does not", async () => {
  const file = sentenceFile({ text: "A good film", parts: {} });
  const withOther = (name: string, content: string) => {
    const tokenizer = [{ name, content: new Blob([content]) }];
    const others = [{ network: "scratch.onnx", tokenizer }];
    return fit(sentiment, { kind: "sentences", file, tokenizer: folder(""), others }, {});
  };
  const json = data("vocabulary/tokenizer.json").toString();
  const alone = await sentence("A good film");
  const { samples } = await withOther("tokenizer.json", `${json}\n`);
  expect(samples[0]?.input.inputs).toEqual(alone.samples[0]?.input.inputs);
  await expect(withOther("tokenizer.json", json.replace('"good"', '"go0d"'))).rejects.toThrow(
    /^tokenizers: expected the same tokens of typed for teacher-text-transformer\.onnx and scratch\.onnx; got others; /,
  );
});
