import type { Encoding } from "@stillpoint/text";
import { expect, it } from "vitest";
import { unknownNotes } from "./unknown-words.ts";

/** Words of a text by white space; those that start with x are unknown. */
function encoded(text: string): { readonly encoding: Encoding; readonly texts: readonly string[] } {
  const words = [...text.matchAll(/\S+/g)].map((match) => {
    const unknown = match[0].startsWith("x");
    const place = { source: 0 as const, start: match.index, end: match.index + match[0].length };
    return { id: unknown ? 1 : 9, text: unknown ? "[UNK]" : match[0], ...place };
  });
  return { encoding: { tokens: words, attention: words.map(() => 1), types: words.map(() => 0) }, texts: [text] };
}

it("names the unknown words of a single text, each once", () => {
  expect(unknownNotes([encoded("a xb c xd xb")])).toEqual([
    "to the network these are one and the same unknown word: xb, xd",
  ]);
  expect(unknownNotes([encoded("a b")])).toEqual([]);
});

it("names a dozen and counts the rest", () => {
  const many = Array.from({ length: 15 }, (_, k) => `x${k}`).join(" ");
  expect(unknownNotes([encoded(`a ${many}`)])[0]).toMatch(/: x0, .*x11 and 3 more$/);
});

it("of several texts says how many hold nothing else", () => {
  expect(unknownNotes([encoded("xa xb"), encoded("a xb")])).toEqual([
    "1 of 2 texts hold only words the tokenizer does not know; is it the network's own?",
  ]);
});
