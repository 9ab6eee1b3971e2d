// The UCI "Sentiment Labelled Sentences" as npm's sentiment carries them, without duplicates.

import { readUciSentences, type Sentence } from "@stillpoint/sentiment";
import { foldsOf } from "../texts/folds.ts";

/** A sentence with its class, 0 negative or 1 positive; its id is source and record, such as `yelp/17`. */
export interface FoldedSentence extends Sentence {
  readonly source: string;
  /** 0..4; every fold has a fifth of every source and label. */
  readonly fold: number;
}

export interface SentenceSet {
  readonly classes: readonly ["negative", "positive"];
  readonly sentences: readonly FoldedSentence[];
  /** What was left out, and why. */
  readonly dropped: {
    /** Records without a class. */
    readonly unlabelled: number;
    /** Later sentences of the same words. */
    readonly duplicates: number;
    /** Sentences of the same words under both labels, all of them. */
    readonly conflicting: number;
  };
}

/** One fixture: where it comes from, such as `amazon`, and its text. */
export interface SentenceFile {
  readonly source: string;
  readonly text: string;
}

/**
 * Reads the fixtures of npm's `sentiment`. Two sentences are the same where their lower-cased letters and digits are.
 * Throws `INPUT` naming file and record that is none.
 */
export function readSentences(files: readonly SentenceFile[]): SentenceSet {
  const labelled: Omit<FoldedSentence, "fold">[] = [];
  let unlabelled = 0;
  for (const { source, text } of files) {
    const { sentences, empty } = readUciSentences(text, source);
    unlabelled += empty;
    labelled.push(...sentences.map((sentence) => ({ ...sentence, source, text: mended(sentence.text) })));
  }
  const groups = new Map<string, typeof labelled>();
  for (const sentence of labelled) {
    const key = wordsKey(sentence.text);
    const group = groups.get(key) ?? [];
    group.push(sentence);
    groups.set(key, group);
  }
  const kept: typeof labelled = [];
  let conflicting = 0;
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    if (group.some(({ label }) => label !== first.label)) conflicting += group.length;
    else kept.push(first);
  }
  const folds = foldsOf(kept, "sentences", ({ source, label }) => `${source}/${label}`);
  return {
    classes: ["negative", "positive"],
    sentences: kept.map((sentence, k) => ({ ...sentence, fold: folds[k]! })),
    dropped: { unlabelled, duplicates: labelled.length - conflicting - kept.length, conflicting },
  };
}

/** One space between words; three characters that Windows-1252 has where Unicode has control codes. */
function mended(text: string): string {
  const letters: Readonly<Record<string, string>> = { "\u0085": "…", "\u0096": "–", "\u0097": "—" };
  return text
    .replace(/[\u0085\u0096\u0097]/g, (code) => letters[code] ?? code)
    .replace(/\s+/g, " ")
    .trim();
}

const wordsKey = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
