// The sentiment benchmark: labelled sentences with a stray word in each.

import {
  type ComposedSentence,
  readSentences,
  SENTENCE_TOKENS,
  sentenceBatch,
  sentenceSplits,
  sentimentBenchmark,
} from "@stillpoint/datasets";
import type { LabelledSamples } from "@stillpoint/distill";
import { listedSpans, parseAfinn, sentimentAdapter } from "@stillpoint/sentiment";
import { bytesOf, digest } from "../../storage/digest.ts";
import { shownText } from "../../texts/shown-text.ts";
import { type BenchmarkData, type BenchmarkTask, type Composition, HELD_OUT, TRAINING } from "../benchmark-task.ts";
import { classScores } from "../class-scores.ts";
import { dependencyFile } from "../data-file.ts";
import { dataFolder } from "../data-folder.ts";
import { embeddedTokenizer, writeTokenizer } from "./embedded-tokenizer.ts";

export const sentimentTask: BenchmarkTask = { benchmark: sentimentBenchmark, compose };

async function compose({ variant, preset, samples, seed, folder }: Composition): Promise<BenchmarkData> {
  const { items, copies } = sentimentBenchmark.presets[preset].training;
  const text = (name: string): string => new TextDecoder().decode(dependencyFile(`sentiment/${name}`));
  const set = readSentences(
    ["amazon", "imdb", "yelp"].map((source) => ({ source, text: text(`test/fixtures/${source}.json`) })),
  );
  const list = parseAfinn(text("languages/en/labels.json"), "languages/en/labels.json");
  const splits = sentenceSplits(set, embeddedTokenizer(), {
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
  folder.remove(base);
  folder.write(file, [...linesOf(HELD_OUT, heldOut), ...linesOf(TRAINING, own)].join(""));
  const training = splits.trainingBank(copies);
  return {
    training,
    samples: [...shown(HELD_OUT, splits.measured.heldOut), ...shown(TRAINING, splits.measured.training)],
    digest: digest([training, tests[HELD_OUT]!].map(({ inputs }) => bytesOf(inputs.input_ids!.data))),
    score: (network, pool) => classScores(network, tests, pool),
    analysis: { modality: "sentiment", data: file, tokenizer: writeTokenizer(folder) },
  };
}

/** Sentences as `readAnnotations` of the sentiment package reads them. */
function linesOf(group: string, sentences: readonly ComposedSentence[]): string[] {
  return sentences.map(({ id, text, label, foreground, parts }) => {
    return `${JSON.stringify({ id: `${group}/${id}`, group, text, label, foreground, parts })}\n`;
  });
}
