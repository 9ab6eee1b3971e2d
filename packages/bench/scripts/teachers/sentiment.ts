// Teachers of sentences see four folds, words dropped at random, any stray word or none.

import { readSentences, sentenceBatch, sentenceSplits } from "@stillpoint/datasets";
import { accuracy } from "@stillpoint/distill";
import { SENTENCE_TOKENS, sentimentBenchmark } from "../../src/benchmarks/sentiment.ts";
import type { TeacherMatter } from "./matter.ts";
import { committedTokenizer, packageText } from "./text.ts";

export async function sentimentMatter(): Promise<TeacherMatter> {
  const set = readSentences(
    ["amazon", "imdb", "yelp"].map((source) => ({
      source,
      text: packageText(`sentiment/test/fixtures/${source}.json`),
    })),
  );
  const options = { seed: 0, length: SENTENCE_TOKENS, testCopies: 2, measured: 0, foreground: () => [] };
  const splits = sentenceSplits(set, committedTokenizer(), options);
  const test = sentenceBatch(splits.test);
  return {
    benchmark: sentimentBenchmark,
    batch: (step, size) => splits.teacherBatch(step, size),
    score: async (network, runtime) => ({ "held-out sentences": await accuracy(network, test, runtime) }),
  };
}
