// Texts a tokenizer cannot read.

import type { Encoding } from "@stillpoint/text";

/** How vocabularies write what they do not know. */
const UNKNOWN: ReadonlySet<string> = new Set(["[UNK]", "<unk>"]);

/** A note where texts hold nothing but unknown words: the network sees the same token everywhere. */
export function unknownNotes(encodings: readonly Encoding[]): string[] {
  const blind = encodings.filter(({ tokens }) => {
    const words = tokens.filter(({ source }) => source !== -1);
    return words.length > 0 && words.every(({ text }) => UNKNOWN.has(text));
  }).length;
  if (blind === 0) return [];
  return [
    `${blind} of ${encodings.length} texts hold only words the tokenizer does not know; is it the network's own?`,
  ];
}
