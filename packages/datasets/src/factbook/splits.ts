// Who sees which questions: the teacher four folds of countries, student and scratch a few questions of them.

import { ensure } from "@stillpoint/core";
import type { Tokenizer } from "@stillpoint/tokenizer";
import { balanced } from "../balanced.ts";
import { randomOf } from "../random.ts";
import { chunkEncoder } from "../texts/chunk-encoder.ts";
import { ensureFold } from "../texts/folds.ts";
import { type TokenBatch, tokenBatch } from "../texts/token-batch.ts";
import { anyDecoy, type ComposedQuestion, composeQuestion, decoyCue, leastTokens } from "./composition.ts";
import type { Factbook } from "./country.ts";
import { type FactbookQuestion, questionsOf } from "./question-set.ts";

export interface QuestionSplitOptions {
  readonly seed: number;
  /** What is asked for; every kind by default, `plainKinds` are the easier half. Contexts hold other fields too. */
  readonly kinds?: readonly string[];
  /** How often the decoy is in the answer's field in training and measured contexts; 0.9 by default. */
  readonly agreement?: number;
  /** Fold of countries nobody is trained on; 0 by default, the one the committed vocabulary has not seen. */
  readonly heldOutFold?: number;
  /** Questions student and scratch are trained on, the same number of each kind as far as it goes; 500 by default. */
  readonly trainingQuestions?: number;
  /** Questions whose maps are measured, half of them held out; 48 by default. */
  readonly measured?: number;
  /** Held-out questions in the test set; all by default. */
  readonly testQuestions?: number;
  /** Fields in every context; 5 by default. A decoy at chance is in the answer's field 1 in that many times. */
  readonly fieldsPerContext?: number;
  /** L, tokens of question and context; 96 by default. Questions that cannot fit are left out and counted. */
  readonly length?: number;
  /** How often the teacher sees `[UNK]` in place of a word; 0.05 by default. */
  readonly wordDropout?: number;
}

export interface QuestionSplits {
  /** One composition of every question that student and scratch share. */
  readonly training: readonly ComposedQuestion[];
  /**
   * What student and scratch are trained on: `copies` compositions of each of those questions with other wording,
   * fields, order and decoy each; the first are `training`.
   */
  trainingBank(copies: number): TokenBatch;
  /** Held-out questions with a decoy that tells nothing. */
  readonly test: readonly ComposedQuestion[];
  /** Questions to measure: held out, and from `training` itself. */
  readonly measured: { readonly heldOut: readonly ComposedQuestion[]; readonly training: readonly ComposedQuestion[] };
  /** Fresh compositions for the teacher; the same step gives the same batch. */
  teacherBatch(step: number, size: number): TokenBatch;
  /** Questions that cannot fit the window or have too few other fields, not used anywhere. */
  readonly leftOut: { readonly heldOut: number; readonly pool: number };
}

/** Questions as a batch with `token_type_ids`; labels are first and last token. */
export function questionBatch(questions: readonly ComposedQuestion[]): TokenBatch {
  return tokenBatch(questions, true);
}

/**
 * The question benchmark's data for one seed; held-out countries are the same for all. Throws `RANGE` for an unknown
 * fold, fewer than two fields and more questions than there are, `INPUT` for an unknown kind.
 */
export function questionSplits(
  factbook: Factbook,
  tokenizer: Tokenizer,
  options: QuestionSplitOptions,
): QuestionSplits {
  const { seed, agreement = 0.9, heldOutFold = 0, trainingQuestions = 500, measured = 48 } = options;
  const { kinds, testQuestions, fieldsPerContext = 5, length = 96, wordDropout = 0.05 } = options;
  ensureFold(heldOutFold);
  ensure(
    Number.isInteger(fieldsPerContext) && fieldsPerContext >= 2,
    "RANGE",
    () => `fieldsPerContext: expected at least 2; got ${fieldsPerContext}; pass for example 5`,
  );
  const tools = { encoder: chunkEncoder(tokenizer, length), fieldsPerContext };
  const fits = (question: FactbookQuestion): boolean => leastTokens(tools, question) <= length;
  const questions = questionsOf(factbook, kinds);
  const heldOutAll = questions.filter(({ country }) => country.fold === heldOutFold);
  const heldOut = heldOutAll.filter(fits);
  const poolAll = questions.filter(({ country }) => country.fold !== heldOutFold);
  const pool = poolAll.filter(fits);
  const half = Math.floor(measured / 2);
  const pick = <T extends { readonly kind: string }>(items: readonly T[], count: number, purpose: string): T[] =>
    balanced(items, { count, groupOf: ({ kind }) => kind }, randomOf({ seed, sample: "questions", purpose, pass: 0 }));
  const compose = (question: FactbookQuestion, purpose: string, copy: number, agrees: number): ComposedQuestion =>
    composeQuestion(tools, question, decoyCue(agrees), { seed, purpose, copy });

  const shared = pick(pool, trainingQuestions, "training");
  const copyOf = (copy: number): ComposedQuestion[] =>
    shared.map((question) => compose(question, "training", copy, agreement));
  const training = copyOf(0);
  const tested = testQuestions === undefined ? heldOut : pick(heldOut, testQuestions, "test");
  return {
    training,
    trainingBank: (copies) => questionBatch(Array.from({ length: copies }, (_, copy) => copyOf(copy)).flat()),
    test: tested.map((question) => compose(question, "test", 0, 1 / fieldsPerContext)),
    measured: {
      heldOut: pick(heldOut, measured - half, "measured held-out").map((question) =>
        compose(question, "measured", 0, agreement),
      ),
      training: pick(training, half, "measured training"),
    },
    teacherBatch: (step, size) => {
      const random = randomOf({ seed, sample: "questions", purpose: "teacher", pass: step });
      const batch = Array.from({ length: size }, (_, k) =>
        composeQuestion(tools, pool[random.below(pool.length)]!, anyDecoy, {
          seed,
          purpose: `teacher/${k}`,
          copy: step,
        }),
      );
      return tokenBatch(batch, true, { probability: wordDropout, unknown: tools.encoder.unknown, random });
    },
    leftOut: { heldOut: heldOutAll.length - heldOut.length, pool: poolAll.length - pool.length },
  };
}
