// SST-2: one sentence and its label a line.

import { type OnEntryFault, readEntry } from "@stillpoint/core";
import { faultAt, linesOf } from "@stillpoint/text";
import type { Sentence } from "./sentence.ts";

/**
 * Sentences of a TSV file, `sentence<TAB>label` with label 0 or 1; ids are the file's name without ending and the line
 * number from 1. A first line of exactly `sentence<TAB>label`, as in GLUE's copy, is a heading. White space at both
 * ends is removed. Throws `INPUT` with file and line for anything else, empty lines included;
 * `onFault` is told of such a line instead, which is left out.
 */
export function readSst2(tsv: string, file: string, onFault?: OnEntryFault): Sentence[] {
  const name = file.replace(/^.*\//, "").replace(/\.tsv$/, "");
  return linesOf(tsv).flatMap((line, index) =>
    index === 0 && line === "sentence\tlabel" ? [] : readEntry(() => sentenceOf(line, index + 1, name, file), onFault),
  );
}

function sentenceOf(line: string, number: number, name: string, file: string): Sentence {
  const [text = "", label, ...rest] = line.split("\t");
  if (text.trim() === "" || (label !== "0" && label !== "1") || rest.length > 0)
    throw faultAt(`${file}:${number}`, "sentence<TAB>0 or sentence<TAB>1", line, "mend or remove the line");
  return { id: `${name}/${number}`, text: text.trim(), label: label === "1" ? 1 : 0 };
}
