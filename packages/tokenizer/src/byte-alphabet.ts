// The printable letters byte-level tokenizers write bytes with.

import { type AlignedText, rewriteAligned } from "./aligned-text.ts";

/** `[256]` GPT-2's letter of every byte: printable Latin-1 stands for itself, the rest follows from U+0100 on. */
const letters: readonly string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCharCode(printable ? byte : next++);
  });
})();

/** A text as UTF-8. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A text's UTF-8 bytes as letters; each comes from the whole character its byte is part of. */
export function bytesAligned(aligned: AlignedText): AlignedText {
  let place = 0;
  return rewriteAligned(
    aligned,
    [...aligned.text].map((character) => {
      const from = place;
      place += character.length;
      const text = Array.from(utf8(character), (byte) => letters[byte]!).join("");
      return { text, from, to: place };
    }),
  );
}
