// Who sees which sentences: the teacher four folds, student and scratch a small set of them, nobody the fifth fold.

import type { Span } from "@stillpoint/text";
import type { Tokenizer } from "@stillpoint/tokenizer";
import { balanced } from "../balanced.ts";
import { randomOf } from "../random.ts";
import { chunkEncoder } from "../texts/chunk-encoder.ts";
import { ensureFold } from "../texts/folds.ts";
import { type TokenBatch, tokenBatch } from "../texts/token-batch.ts";
import { anyStray, type ComposedSentence, composeSentence, type SentenceTools, strayCue } from "./composition.ts";
import type { FoldedSentence, SentenceSet } from "./sentence-set.ts";

export interface SentenceSplitOptions {
  readonly seed: number;
  /** Words of a text that bear its label, such as those of a word list. Sentences without any are not measured. */
  readonly foreground: (text: string) => readonly Span[];
  /** How often the stray word tells the label in training and measured sentences; 0.9 by default, 0.5 is chance. */
  readonly agreement?: number;
  /** Fold nobody is trained on; 0 by default, the one the committed vocabulary has not seen. */
  readonly heldOutFold?: number;
  /** Sentences student and scratch are trained on, half of each label; 500 by default. */
  readonly trainingSentences?: number;
  /** Sentences whose maps are measured, half of them held out; 48 by default. */
  readonly measured?: number;
  /** Compositions of every held-out sentence in the test set; 1 by default. */
  readonly testCopies?: number;
  /** L, tokens; 40 by default. Longer sentences are left out and counted. */
  readonly length?: number;
  /** How often the teacher sees `[UNK]` in place of a word; 0.1 by default. */
  readonly wordDropout?: number;
  /**
   * How often student and scratch see `[UNK]` in place of a word other than the stray one; 0.5 by default. Without it
   * they learn the few sentences by heart, from rare words, and have no use for the cue.
   */
  readonly trainingDropout?: number;
}

export interface SentenceSplits {
  readonly classes: readonly string[];
  /** One composition of every sentence that student and scratch share. */
  readonly training: readonly ComposedSentence[];
  /**
   * What student and scratch are trained on: `copies` compositions of each of those sentences with a new stray word at
   * a new place each, words dropped at random; the first are `training` with gaps.
   */
  trainingBank(copies: number): TokenBatch;
  /** Every held-out sentence with a stray word that tells nothing. */
  readonly test: readonly ComposedSentence[];
  /** Sentences to measure: held out, and from `training` itself. */
  readonly measured: { readonly heldOut: readonly ComposedSentence[]; readonly training: readonly ComposedSentence[] };
  /** Fresh compositions for the teacher; the same step gives the same batch. */
  teacherBatch(step: number, size: number): TokenBatch;
  /** Sentences that do not fit the window, not used anywhere. */
  readonly tooLong: { readonly heldOut: number; readonly pool: number };
}

/** Sentences as a batch. */
export function sentenceBatch(sentences: readonly ComposedSentence[]): TokenBatch {
  return tokenBatch(
    sentences.map(({ encoding, label }) => ({ encoding, labels: [label] })),
    false,
  );
}

/**
 * The sentence benchmark's data for one seed; the held-out fold is the same for all. Throws `RANGE` for an unknown fold
 * and for more sentences than there are.
 */
export function sentenceSplits(set: SentenceSet, tokenizer: Tokenizer, options: SentenceSplitOptions): SentenceSplits {
  const { seed, foreground, agreement = 0.9, heldOutFold = 0, trainingSentences = 500, measured = 48 } = options;
  const { testCopies = 1, length = 40, wordDropout = 0.1, trainingDropout = 0.5 } = options;
  ensureFold(heldOutFold);
  const encoder = chunkEncoder(tokenizer, length);
  const tools: SentenceTools = { encoder, foreground };
  const fits = ({ text }: FoldedSentence): boolean => encoder.count(text) + 1 + encoder.framing.single <= length;
  const heldOutAll = set.sentences.filter(({ fold }) => fold === heldOutFold);
  const heldOut = heldOutAll.filter(fits);
  const poolAll = set.sentences.filter(({ fold }) => fold !== heldOutFold);
  const pool = poolAll.filter(fits);
  const half = Math.floor(measured / 2);
  const pick = <T extends { readonly label: number }>(items: readonly T[], count: number, purpose: string): T[] =>
    balanced(
      items,
      { count, groupOf: ({ label }) => label },
      randomOf({ seed, sample: "sentences", purpose, pass: 0 }),
    );
  const compose = (sentence: FoldedSentence, purpose: string, copy: number, agrees: number): ComposedSentence =>
    composeSentence(tools, sentence, strayCue(agrees), { seed, purpose, copy });

  const shared = pick(pool, trainingSentences, "training");
  const copyOf = (copy: number): ComposedSentence[] =>
    shared.map((sentence) => compose(sentence, "training", copy, agreement));
  const training = copyOf(0);
  const measurable = heldOut.filter(({ text }) => foreground(text).length > 0);
  return {
    classes: set.classes,
    training,
    trainingBank: (copies) => {
      const sentences = Array.from({ length: copies }, (_, copy) => copyOf(copy)).flat();
      const random = randomOf({ seed, sample: "sentences", purpose: "training dropout", pass: 0 });
      return tokenBatch(
        sentences.map(({ encoding, label, parts }) => ({ encoding, labels: [label], kept: parts?.stray ?? [] })),
        false,
        { probability: trainingDropout, unknown: encoder.unknown, random },
      );
    },
    test: Array.from({ length: testCopies }, (_, copy) =>
      heldOut.map((sentence) => compose(sentence, "test", copy, 1 / set.classes.length)),
    ).flat(),
    measured: {
      heldOut: pick(measurable, measured - half, "measured held-out").map((sentence) =>
        compose(sentence, "measured", 0, agreement),
      ),
      training: pick(
        training.filter((sentence) => sentence.foreground.length > 0),
        half,
        "measured training",
      ),
    },
    teacherBatch: (step, size) => {
      const random = randomOf({ seed, sample: "sentences", purpose: "teacher", pass: step });
      const samples = Array.from({ length: size }, (_, k) => {
        const name = { seed, purpose: `teacher/${k}`, copy: step };
        const { encoding, label } = composeSentence(tools, pool[random.below(pool.length)]!, anyStray, name);
        return { encoding, labels: [label] };
      });
      return tokenBatch(samples, false, { probability: wordDropout, unknown: encoder.unknown, random });
    },
    tooLong: { heldOut: heldOutAll.length - heldOut.length, pool: poolAll.length - pool.length },
  };
}
