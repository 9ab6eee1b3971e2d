// The sentiment benchmark: labelled sentences with a stray word in each.

import { bytesOf, digest } from "@stillpoint/core";
import { type ComposedSentence, readSentences, sentenceBatch, sentenceSplits } from "@stillpoint/datasets";
import { accuracy, type LabelledSamples, sampleCount } from "@stillpoint/distill";
import { shownText } from "@stillpoint/preprocess";
import { listedSpans, parseAfinn, sentimentAdapter } from "@stillpoint/sentiment";
import { codePointsOf, mapSpans } from "@stillpoint/text";
import { type BenchmarkData, type BenchmarkTask, type Composition, HELD_OUT, TRAINING } from "../benchmark-task.ts";
import { SENTENCE_TOKENS, sentimentBenchmark } from "../benchmarks/sentiment.ts";
import { classScores } from "../class-scores.ts";
import { dataFolder } from "../data-folder.ts";
import { embeddedTokenizer, writeTokenizer } from "./embedded-tokenizer.ts";

export const sentimentTask: BenchmarkTask = { benchmark: sentimentBenchmark, compose };

async function compose({ variant, preset, samples, seed, store, files }: Composition): Promise<BenchmarkData> {
  const { items, copies } = sentimentBenchmark.presets[preset].training;
  const text = async (name: string): Promise<string> =>
    new TextDecoder().decode(await files.dependency(`sentiment/${name}`));
  const read = async (source: string): Promise<{ source: string; text: string }> => {
    return { source, text: await text(`test/fixtures/${source}.json`) };
  };
  const set = readSentences(await Promise.all(["amazon", "imdb", "yelp"].map(read)));
  const list = parseAfinn(await text("languages/en/labels.json"), "languages/en/labels.json");
  const splits = sentenceSplits(set, await embeddedTokenizer(files), {
    seed,
    foreground: (sentence) => listedSpans(sentence, list),
    agreement: sentimentBenchmark.agreement[variant],
    trainingSentences: items,
    measured: samples,
    length: SENTENCE_TOKENS,
  });
  const adapter = sentimentAdapter();
  const shown = (group: string, sentences: readonly ComposedSentence[]) =>
    sentences.map((sentence) =>
      shownText(adapter.toUnits(sentence), {
        id: `${group}/${sentence.id}`,
        group,
        title: `${splits.classes[sentence.label]} ${sentence.id}`,
        encoding: sentence.encoding,
        blocks: [{ source: 0, text: sentence.text }],
      }),
    );
  const tests: Readonly<Record<string, LabelledSamples>> = {
    [HELD_OUT]: sentenceBatch(splits.test),
    [TRAINING]: sentenceBatch(splits.training),
  };
  const base = dataFolder(sentimentBenchmark, variant);
  const file = `${base}/sentences.jsonl`;
  const { heldOut, training: own } = splits.measured;
  await store.remove(base);
  await store.write(file, [...linesOf(HELD_OUT, heldOut), ...linesOf(TRAINING, own)].join(""));
  const training = splits.trainingBank(copies);
  return {
    training,
    teacherData: () => splits.teacherBatch(0, sampleCount(training)),
    samples: [...shown(HELD_OUT, splits.measured.heldOut), ...shown(TRAINING, splits.measured.training)],
    digest: digest([training, tests[HELD_OUT]!].map(({ inputs }) => bytesOf(inputs.input_ids!.data))),
    score: (network, runtime) => classScores(network, tests, runtime),
    scoreHeldOut: (network, runtime) => accuracy(network, tests[HELD_OUT]!, runtime),
    classes: { names: splits.classes, heldOut: tests[HELD_OUT]!, training: tests[TRAINING]! },
    analysis: { modality: "sentiment", data: file, tokenizer: await writeTokenizer(store, files) },
  };
}

/** Sentences as `readAnnotations` of the sentiment package reads them, which counts code points. */
function linesOf(group: string, sentences: readonly ComposedSentence[]): string[] {
  return sentences.map(({ id, text, label, foreground, parts }) => {
    const spans = mapSpans({ foreground, ...(parts === undefined ? {} : { parts }) }, codePointsOf(text).pointAt);
    return `${JSON.stringify({ id: `${group}/${id}`, group, text, label, ...spans })}\n`;
  });
}
