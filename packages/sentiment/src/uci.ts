// The UCI "Sentiment Labelled Sentences" as npm `sentiment` carries them.

import { isRecord, type OnEntryFault, readEntry } from "@stillpoint/core";
import { faultAt, jsonAt } from "@stillpoint/text";
import type { Sentence } from "./sentence.ts";

export interface UciSentences {
  readonly sentences: readonly Sentence[];
  /** Records without text and class, which are left out; the published files end with one. */
  readonly empty: number;
}

/**
 * Sentences of one file, an array of `{ text, class }`; ids are the file's name without ending and the record's number
 * from 0. White space at both ends is removed. Throws `INPUT` with file and record for anything else;
 * `onFault` is told of such a record instead, which is left out.
 */
export function readUciSentences(json: string, file: string, onFault?: OnEntryFault): UciSentences {
  const parsed = jsonAt(json, file);
  if (!Array.isArray(parsed)) throw faultAt(file, "an array of sentences", parsed, "pass one of the published files");
  const name = file.replace(/^.*\//, "").replace(/\.json$/, "");
  const records: readonly unknown[] = parsed;
  const empty = records.filter(isEmpty).length;
  const sentences = records.flatMap((record, index) =>
    isEmpty(record) ? [] : readEntry(() => sentenceOf(record, index, name, file), onFault),
  );
  return { sentences, empty };
}

function isEmpty(record: unknown): boolean {
  return isRecord(record) && record.class === null && record.text === "";
}

function sentenceOf(record: unknown, index: number, name: string, file: string): Sentence {
  const { text, class: label } = isRecord(record) ? record : { text: undefined, class: undefined };
  if (typeof text !== "string" || text.trim() === "" || (label !== 0 && label !== 1))
    throw faultAt(`${file}, record ${index}`, "a text and a class of 0 or 1", record, "mend or remove it");
  return { id: `${name}/${index}`, text: text.trim(), label };
}
