// Words a tokenizer does not know.

import type { Encoding } from "@stillpoint/text";

/** An encoding with the texts it is of. */
export interface EncodedText {
  readonly encoding: Encoding;
  /** By source. */
  readonly texts: readonly string[];
}

/** How vocabularies write what they do not know. */
const UNKNOWN: ReadonlySet<string> = new Set(["[UNK]", "<unk>"]);
/** Words a note names. */
const NAMED = 12;

/**
 * A note where texts hold nothing but unknown words: the network sees the same token everywhere. Of a single text the
 * unknown words are named.
 */
export function unknownNotes(encoded: readonly EncodedText[]): string[] {
  const [only, ...more] = encoded;
  const named = only === undefined || more.length > 0 ? [] : namesNote(only);
  const blind = encoded.filter(({ encoding: { tokens } }) => {
    const words = tokens.filter(({ source }) => source !== -1);
    return words.length > 0 && words.every(({ text }) => UNKNOWN.has(text));
  }).length;
  if (blind === 0) return named;
  return [
    `${blind} of ${encoded.length} texts hold only words the tokenizer does not know; is it the network's own?`,
    ...named,
  ];
}

function namesNote({ encoding: { tokens }, texts }: EncodedText): string[] {
  const unknown = tokens.filter(({ source, text }) => source !== -1 && UNKNOWN.has(text));
  const words = [...new Set(unknown.map(({ source, start, end }) => texts[source]?.slice(start, end) ?? ""))];
  if (words.length === 0) return [];
  const rest = words.length > NAMED ? ` and ${words.length - NAMED} more` : "";
  return [`to the network these are one and the same unknown word: ${words.slice(0, NAMED).join(", ")}${rest}`];
}
