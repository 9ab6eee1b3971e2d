// The UCI "Sentiment Labelled Sentences" as npm's sentiment carries them, without duplicates.

import { ensure, StillpointError } from "@stillpoint/core";
import { foldsOf } from "./folds.ts";

export interface Sentence {
  /** Source and line, such as `yelp/17`. */
  readonly id: string;
  readonly source: string;
  readonly text: string;
  /** 0 negative, 1 positive. */
  readonly label: 0 | 1;
  /** 0..4; every fold has a fifth of every source and label. */
  readonly fold: number;
}

export interface SentenceSet {
  readonly classes: readonly ["negative", "positive"];
  readonly sentences: readonly Sentence[];
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
 * Throws `INPUT` naming file and record that is not `{ text, class }` with class 0, 1 or null.
 */
export function readSentences(files: readonly SentenceFile[]): SentenceSet {
  const labelled: { id: string; source: string; text: string; label: 0 | 1 }[] = [];
  let unlabelled = 0;
  for (const file of files)
    for (const [k, record] of parseRecords(file).entries()) {
      const { text, label } = readRecord(record, `${file.source}, record ${k}`);
      if (label === null) unlabelled++;
      else labelled.push({ id: `${file.source}/${k}`, source: file.source, text, label });
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

function parseRecords(file: SentenceFile): readonly unknown[] {
  try {
    const records: unknown = JSON.parse(file.text);
    if (Array.isArray(records)) return records;
  } catch (cause) {
    const message = `${file.source}: expected a JSON list; got text that does not parse; fetch the file again`;
    throw new StillpointError("INPUT", message, { cause });
  }
  throw new StillpointError(
    "INPUT",
    `${file.source}: expected a JSON list; got another value; pass the fixture's text`,
  );
}

function readRecord(record: unknown, subject: string): { text: string; label: 0 | 1 | null } {
  const [text, label] =
    typeof record === "object" && record !== null ? [Reflect.get(record, "text"), Reflect.get(record, "class")] : [];
  ensure(
    typeof text === "string" &&
      (label === null || label === 0 || label === 1) &&
      (label === null || text.trim() !== ""),
    "INPUT",
    () => `${subject}: expected a text and class 0, 1 or null; got ${JSON.stringify(record)}; mend or drop the record`,
  );
  return { text: mended(text), label };
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
